/** Of a pressed key what shortcuts look at. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const isApple = (): boolean => /Mac|iP(hone|ad|od)/.test(navigator.userAgent);

const MODIFIERS = ['Mod', 'Alt', 'Shift'];

/** Whether these are the keys, as in `Mod+K` or `Alt+Shift+ArrowUp`; `Mod` is what the machine's own shortcuts take. */
export function matches(press: Press, keys: string, apple = isApple()): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const has = (modifier: string): boolean => parts.includes(modifier);
  if (press.key.toLowerCase() !== key.toLowerCase() || press.altKey !== has('Alt')) return false;
  const [mod, other] = apple ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (mod !== has('Mod') || other) return false;
  // Signs such as `?` need Shift on some keyboards and not on others.
  return press.shiftKey === has('Shift') || (/^[^\p{L}\p{N}]$/u.test(key) && !has('Shift'));
}

/** Whether the keys write something where one writes. */
export const types = (keys: string): boolean => !/^(Mod|Alt)\+|^Escape$|\+Escape$/.test(keys);

const NAMES: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };

/** How the keys are told to people. */
export function keysText(keys: readonly string[], apple = isApple()): string {
  const [first = ''] = keys;
  const symbols: Record<string, string> = apple ? { Mod: '⌘', Alt: '⌥', Shift: '⇧' } : { Mod: 'Ctrl' };
  const parts = first.split('+').map((part) => symbols[part] ?? NAMES[part] ?? part);
  return parts.join(apple && MODIFIERS.some((modifier) => first.includes(modifier)) ? '' : '+');
}

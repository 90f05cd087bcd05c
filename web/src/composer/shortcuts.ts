import type { Format } from './text-edit';

interface Keys {
  key: string;
  shift: boolean;
}

const KEYS: Partial<Record<Format, Keys>> = {
  bold: { key: 'b', shift: false },
  italic: { key: 'i', shift: false },
  code: { key: 'e', shift: false },
  strike: { key: 'x', shift: true },
  link: { key: 'k', shift: false },
};

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** What pressed keys do to the text. Ctrl-K without words to link is the quick switcher's. */
export function formatOf(pressed: Pressed, hasSelection: boolean): Format | null {
  if (pressed.altKey || !(pressed.ctrlKey || pressed.metaKey)) return null;
  for (const [format, { key, shift }] of Object.entries(KEYS) as [Format, Keys][]) {
    if (pressed.key.toLowerCase() !== key || pressed.shiftKey !== shift) continue;
    return format === 'link' && !hasSelection ? null : format;
  }
  return null;
}

const isApple = (): boolean => /Mac|iP(hone|ad|od)/.test(navigator.userAgent);

/** How the keys of a format are told to people; null where it has none. */
export function keysOf(format: Format): string | null {
  const keys = KEYS[format];
  if (!keys) return null;
  const name = keys.key.toUpperCase();
  if (isApple()) return `${keys.shift ? '⇧' : ''}⌘${name}`;
  return `Ctrl+${keys.shift ? 'Shift+' : ''}${name}`;
}

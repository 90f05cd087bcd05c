import { keysText, matches, type Press } from '../core/keys';
import type { Format } from './text-edit';

const KEYS: Partial<Record<Format, string>> = {
  bold: 'Mod+B',
  italic: 'Mod+I',
  code: 'Mod+E',
  strike: 'Mod+Shift+X',
  link: 'Mod+K',
};

/** What pressed keys do to the text. `Mod+K` without words to link is the quick switcher's. */
export function formatOf(press: Press, hasSelection: boolean): Format | null {
  for (const [format, keys] of Object.entries(KEYS) as [Format, string][]) {
    if (matches(press, keys)) return format === 'link' && !hasSelection ? null : format;
  }
  return null;
}

/** How the keys of a format are told to people; null where it has none. */
export function keysOf(format: Format): string | null {
  const keys = KEYS[format];
  return keys === undefined ? null : keysText([keys]);
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const PREFIX = 'virtual:emojis/';
/** Skin tones and hair by themselves. */
const COMPONENTS = 2;

interface Source {
  unicode: string;
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
  skins?: unknown[];
}

const require = createRequire(import.meta.url);
const read = <T>(file: string): T => JSON.parse(readFileSync(require.resolve(`emojibase-data/${file}`), 'utf8')) as T;

const words = (text: string | string[] | undefined): string[] => (text === undefined ? [] : [text].flat());

/** As Unicode recommends it, and as the server writes it: without a selector where there need be none. */
const plain = (emoji: string): string => {
  const bare = emoji.replaceAll('\ufe0f', '');
  return /^\p{RGI_Emoji}$/v.test(bare) ? bare : emoji;
};

/**
 * The emojis of a language as `virtual:emojis/LANGUAGE`: of the data what the client shows and searches, a fraction of
 * the whole. A line is `[emoji, label, tags, group, shortcodes, whether it takes a skin tone]`.
 */
export const emojis = (): Plugin => ({
  name: 'emojis',
  resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
  load(id) {
    if (!id.startsWith(`\0${PREFIX}`)) return null;
    const language = id.slice(PREFIX.length + 1);
    const shortcodes = read<Record<string, string | string[]>>('en/shortcodes/github.json');
    const lines = read<Source[]>(`${language}/compact.json`)
      .filter(({ group }) => group !== undefined && group !== COMPONENTS)
      .map(({ unicode, hexcode, label, tags, group, skins }) => [
        plain(unicode),
        label,
        words(tags).join(' '),
        group,
        words(shortcodes[hexcode]).join(' '),
        skins ? 1 : 0,
      ]);
    const { groups } = read<{ groups: { order: number; message: string }[] }>(`${language}/messages.json`);
    const names = groups.toSorted((a, b) => a.order - b.order).map(({ message }) => message);
    return `export default JSON.parse(${JSON.stringify(JSON.stringify({ lines, groups: names }))});`;
  },
});

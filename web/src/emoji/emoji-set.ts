import { fold } from '../core/fold';

/** One emoji, and the words by which it is found. */
export interface Emoji {
  readonly emoji: string;
  readonly label: string;
  readonly group: number;
  /** The first is the one that is shown. */
  readonly shortcodes: readonly string[];
  readonly hasTones: boolean;
  /** In lower case, without accents. */
  readonly words: readonly string[];
}

export interface EmojiSet {
  readonly emojis: readonly Emoji[];
  /** Names of the groups, by their number. */
  readonly groups: readonly string[];
}

export interface EmojiSource {
  lines: [emoji: string, label: string, tags: string, group: number, shortcodes: string, tones: 0 | 1][];
  groups: string[];
}

export const emojiSet = ({ lines, groups }: EmojiSource): EmojiSet => ({
  groups,
  emojis: lines.map(([emoji, label, tags, group, shortcodes, tones]) => {
    const codes = shortcodes === '' ? [] : shortcodes.split(' ');
    const words = fold(`${label} ${tags}`).split(/[^\p{L}\p{N}+-]+/u);
    return { emoji, label, group, shortcodes: codes, hasTones: tones === 1, words: [...codes, ...words] };
  }),
});

/** Those with words that begin with each of the words asked for; the best first. */
export function findEmojis({ emojis }: EmojiSet, query: string, max: number): Emoji[] {
  const asked = fold(query).split(/\s+/).filter(Boolean);
  if (asked.length === 0) return [];
  const found = emojis.flatMap((emoji) => {
    const score = scoreOf(emoji, asked);
    return score === 0 ? [] : [{ emoji, score }];
  });
  return found
    .toSorted((a, b) => b.score - a.score)
    .slice(0, max)
    .map(({ emoji }) => emoji);
}

function scoreOf({ words, shortcodes, label }: Emoji, asked: readonly string[]): number {
  let score = 1;
  for (const word of asked) {
    if (!words.some((known) => known.startsWith(word))) return 0;
    if (shortcodes.includes(word) || fold(label) === word) score += 4;
    else if (shortcodes.some((code) => code.startsWith(word))) score += 2;
    else if (words.includes(word)) score += 1;
  }
  return score;
}

/** The lightest first; the first is none. */
export const TONES = ['', '\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'] as const;

/** An emoji of people in a skin tone: all of them in the same. */
export const withTone = (emoji: string, tone: number): string =>
  tone === 0 ? emoji : emoji.replaceAll(/(\p{Emoji_Modifier_Base})\ufe0f?/gu, `$1${TONES[tone] ?? ''}`);

/** The same for all tones of an emoji. */
export const bare = (emoji: string): string => emoji.replaceAll(/[\u{1f3fb}-\u{1f3ff}]|\ufe0f/gu, '');

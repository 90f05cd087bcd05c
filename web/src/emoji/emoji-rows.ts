import { bare, type Emoji, type EmojiSet, findEmojis, withTone } from './emoji-set';

export const COLUMNS = 9;
const MAX_FOUND = 90;

export interface Cell {
  readonly emoji: string;
  readonly label: string;
  readonly shortcode: string | undefined;
}

export type EmojiRow =
  | { readonly kind: 'heading'; readonly text: string; readonly group: number | 'recent' | 'found' }
  | { readonly kind: 'emojis'; readonly cells: readonly Cell[]; readonly from: number };

export interface RowsQuery {
  query: string;
  tone: number;
  recent: readonly string[];
  words: { recent: string; found: string };
}

/** What the picker shows, row by row; `from` counts the emojis before each. */
export function emojiRows(set: EmojiSet, { query, tone, recent, words }: RowsQuery): EmojiRow[] {
  const rows: EmojiRow[] = [];
  let from = 0;
  const add = (group: number | 'recent' | 'found', text: string, cells: readonly Cell[]): void => {
    if (cells.length === 0) return;
    rows.push({ kind: 'heading', text, group });
    for (let i = 0; i < cells.length; i += COLUMNS) {
      const some = cells.slice(i, i + COLUMNS);
      rows.push({ kind: 'emojis', cells: some, from });
      from += some.length;
    }
  };
  const cell = (emoji: Emoji): Cell => ({
    emoji: emoji.hasTones ? withTone(emoji.emoji, tone) : emoji.emoji,
    label: emoji.label,
    shortcode: emoji.shortcodes[0],
  });
  if (query.trim() !== '') {
    add('found', words.found, findEmojis(set, query, MAX_FOUND).map(cell));
    return rows;
  }
  const named = new Map(set.emojis.map((emoji) => [bare(emoji.emoji), emoji]));
  const recentCells = recent.flatMap((emoji): Cell[] => {
    const known = named.get(bare(emoji));
    return known ? [{ ...cell(known), emoji }] : [];
  });
  add('recent', words.recent, recentCells);
  for (const [group, name] of set.groups.entries()) {
    add(group, name, set.emojis.filter((emoji) => emoji.group === group).map(cell));
  }
  return rows;
}

/** The emoji at a place, counted over all rows. */
export const cellAt = (rows: readonly EmojiRow[], at: number): { cell: Cell; row: number } | null => {
  const row = rows.findLastIndex((each) => each.kind === 'emojis' && each.from <= at);
  const found = rows[row];
  const cell = found?.kind === 'emojis' ? found.cells[at - found.from] : undefined;
  return cell ? { cell, row } : null;
};

/** Where an arrow key leads from a place; the same place at an edge. */
export function step(rows: readonly EmojiRow[], at: number, key: string): number {
  const lines = rows.filter((row) => row.kind === 'emojis');
  const total = lines.reduce((sum, { cells }) => sum + cells.length, 0);
  if (key === 'ArrowRight') return Math.min(at + 1, total - 1);
  if (key === 'ArrowLeft') return Math.max(at - 1, 0);
  const line = lines.findLastIndex(({ from }) => from <= at);
  const column = at - (lines[line]?.from ?? 0);
  const next = lines[line + (key === 'ArrowDown' ? 1 : -1)];
  return next ? next.from + Math.min(column, next.cells.length - 1) : at;
}

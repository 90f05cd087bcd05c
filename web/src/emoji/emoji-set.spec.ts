import { describe, expect, it } from 'vitest';
import { type EmojiSet, emojiSet, type EmojiSource, findEmojis, TONES, withTone } from './emoji-set';
import { cellAt, COLUMNS, emojiRows, step } from './emoji-rows';

const SOURCE: EmojiSource = {
  groups: ['smileys', 'people'],
  lines: [
    ['😀', 'cara sonriendo', 'feliz alegría', 0, 'grinning', 0],
    ['👍', 'pulgar hacia arriba', 'bien', 1, '+1 thumbsup', 1],
    ['👩‍❤️‍👨', 'pareja', 'amor', 1, 'couple', 1],
    ['🎩', 'sombrero de copa', 'alegre', 1, 'tophat', 0],
  ],
};
const set: EmojiSet = emojiSet(SOURCE);
const found = (query: string): string[] => findEmojis(set, query, 10).map(({ emoji }) => emoji);

describe('emojis', () => {
  it('are found by words of the language without accents, and by their codes', () => {
    expect(found('alegria')).toEqual(['😀']);
    expect(found('aleg')).toEqual(['😀', '🎩']);
    expect(found('+1')).toEqual(['👍']);
    expect(found('sombrero copa')).toEqual(['🎩']);
    expect(found('sombrero gris')).toEqual([]);
  });

  it('of people are all in one skin tone, as Unicode recommends them', () => {
    for (const emoji of ['👍', '👩‍❤️‍👨', '✋', '🏋️‍♀️']) {
      for (const tone of TONES.keys()) expect(withTone(emoji, tone)).toMatch(/^\p{RGI_Emoji}$/v);
    }
    expect(withTone('👍', 3)).toBe('👍🏽');
  });
});

describe('the picker', () => {
  const words = { recent: 'recent', found: 'found' };
  const many = emojiSet({
    groups: ['all'],
    lines: Array.from({ length: COLUMNS + 2 }, (_, i) => [String(i), `${i}`, '', 0, '', 0]),
  });

  it('shows what was used lately before the groups, in the tone in which it was used', () => {
    const rows = emojiRows(set, { query: '', tone: 5, recent: ['👍🏽', 'gone'], words });
    expect(rows.map((row) => (row.kind === 'heading' ? row.text : row.cells.map(({ emoji }) => emoji)))).toEqual([
      'recent',
      ['👍🏽'],
      'smileys',
      ['😀'],
      'people',
      ['👍🏿', '👩🏿‍❤️‍👨🏿', '🎩'],
    ]);
  });

  it('is gone through by arrows, row by row', () => {
    const rows = emojiRows(many, { query: '', tone: 0, recent: [], words });
    expect(step(rows, 0, 'ArrowDown')).toBe(COLUMNS);
    expect(step(rows, COLUMNS - 1, 'ArrowDown')).toBe(COLUMNS + 1);
    expect(step(rows, COLUMNS + 1, 'ArrowUp')).toBe(1);
    expect(step(rows, COLUMNS + 1, 'ArrowRight')).toBe(COLUMNS + 1);
    expect(step(rows, 0, 'ArrowLeft')).toBe(0);
    expect(cellAt(rows, COLUMNS)).toMatchObject({ cell: { emoji: String(COLUMNS) }, row: 2 });
  });
});

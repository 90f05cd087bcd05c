import { expect, it } from 'vitest';
import { ranked, score } from './fuzzy';

const find = (query: string, ...texts: string[]): string[] =>
  ranked(
    query,
    texts.map((text) => ({ texts: [text], weight: 0, text })),
    10,
  ).map(({ text }) => text);

it('finds what holds the letters in their order, whatever their case and accents', () => {
  expect(find('gral', 'general', 'random', 'GRAL')).toEqual(['GRAL', 'general']);
  expect(find('canción', 'canciones', 'Cancion')).toEqual(['Cancion', 'canciones']);
  expect(find('zz', 'general')).toEqual([]);
});

it('has the whole first, then beginnings, then words, then what lies inside, then the scattered', () => {
  const texts = ['d-e-s-i-g-n', 'redesign', 'web design', 'design team', 'design'];
  expect(find('design', ...texts)).toEqual(['design', 'design team', 'web design', 'redesign', 'd-e-s-i-g-n']);
});

it('prefers initials of words', () => {
  expect(score('tl', 'team-leads')).toBeGreaterThan(score('tl', 'hotels'));
});

it('has what is unread first, where nothing was typed', () => {
  const items = [
    { texts: ['a'], weight: 0 },
    { texts: ['b'], weight: 5 },
    { texts: ['c'], weight: 0 },
  ];
  expect(ranked('', items, 2).map(({ texts }) => texts[0])).toEqual(['b', 'a']);
});

it('finds people by their username too, but by their name rather', () => {
  const items = [
    { texts: ['Bruno', 'ana.b'], weight: 0 },
    { texts: ['Ana', 'aruiz'], weight: 0 },
  ];
  expect(ranked('ana', items, 5).map(({ texts }) => texts[0])).toEqual(['Ana', 'Bruno']);
});

/** Without accents and case, as people type. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/**
 * How well a text answers what was typed: 0 where it does not, and the greater, the better. The letters have to come in
 * their order; at the beginning of words and next to each other they count for more.
 */
export function score(query: string, text: string): number {
  const [wanted, given] = [plain(query).replace(/\s+/g, ''), plain(text)];
  if (wanted === '') return 1;
  if (given === plain(query).trim()) return 1_000;
  const at = given.indexOf(plain(query).trim());
  if (at === 0) return 500 - given.length / 10;
  if (at > 0) return (startsWord(given, at) ? 300 : 200) - given.length / 10;
  return scattered(wanted, given);
}

const startsWord = (text: string, at: number): boolean => at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? '');

function scattered(wanted: string, given: string): number {
  let from = 0;
  let points = 0;
  for (const letter of wanted) {
    const at = given.indexOf(letter, from);
    if (at < 0) return 0;
    points += startsWord(given, at) ? 6 : at === from ? 4 : 1;
    from = at + 1;
  }
  return Math.max(1, points * (wanted.length / given.length));
}

export interface Ranked {
  /** What it is found by; the first is its name. */
  readonly texts: readonly string[];
  /** Of what is found equally well the greater comes first. */
  readonly weight: number;
}

/** Those that answer the query, the best first. */
export function ranked<T extends Ranked>(query: string, items: readonly T[], limit: number): T[] {
  return items
    .map((item, place) => ({
      item,
      place,
      points: Math.max(...item.texts.map((text, i) => score(query, text) / (i + 1))),
    }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points + b.item.weight - (a.points + a.item.weight) || a.place - b.place)
    .slice(0, limit)
    .map(({ item }) => item);
}

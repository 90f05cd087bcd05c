import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstStage, isLast, nextStage, type Stage } from './stages';

const rows = (keys: string) => keys.split('').map((key) => ({ key }));
const keys = (stage: Stage<{ key: string }>) => stage.rows.map(({ key }) => key).join('');

function stages(from: string, to: string) {
  const wanted = rows(to);
  const all = [nextStage(firstStage(rows(from)), wanted)];
  for (let last = all.at(-1); last && !isLast(last); last = all.at(-1)) all.push(nextStage(last, wanted));
  return all.map((stage) => [keys(stage), stage.shift, stage.generation]);
}

it('changes one end at a time, the beginning first', () => {
  expect(stages('cde', 'abcde')).toEqual([['abcde', true, 0]]);
  expect(stages('abc', 'abcd')).toEqual([['abcd', false, 0]]);
  expect(stages('abcd', 'bcde')).toEqual([
    ['bcd', true, 0],
    ['bcde', false, 0],
  ]);
  expect(stages('cdef', 'abcd')).toEqual([
    ['abcdef', true, 0],
    ['abcd', false, 0],
  ]);
});

it('begins anew where nothing is left', () => {
  expect(stages('abc', 'xyz')).toEqual([['xyz', false, 1]]);
});

it('comes to what is wanted from anywhere in two stages at most', () => {
  const stretch = fc
    .tuple(fc.nat(12), fc.nat(12))
    .map(([a, b]) => 'abcdefghijklm'.slice(Math.min(a, b), Math.max(a, b)));
  fc.assert(
    fc.property(stretch, stretch, (from, to) => {
      const all = stages(from, to);
      expect(all.at(-1)?.[0]).toBe(to);
      expect(all.length).toBeLessThanOrEqual(2);
    }),
  );
});

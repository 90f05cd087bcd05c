import { expect, it } from 'vitest';
import { batched } from './batch';

it('loads what is asked for in one tick together, each id once', async () => {
  const asked: string[][] = [];
  const ask = batched(async (ids) => {
    asked.push([...ids]);
    return new Map(ids.filter((id) => id !== 'nobody').map((id) => [id, id.toUpperCase()]));
  });
  expect(await Promise.all([ask('a'), ask('b'), ask('a'), ask('nobody')])).toEqual(['A', 'B', 'A', null]);
  expect(await ask('a')).toBe('A');
  expect(asked).toEqual([['a', 'b', 'nobody'], ['a']]);
});

it('asks for no more at once than the server takes', async () => {
  const sizes: number[] = [];
  const ask = batched(async (ids) => {
    sizes.push(ids.length);
    return new Map(ids.map((id) => [id, id]));
  });
  await Promise.all(Array.from({ length: 150 }, (_, i) => ask(`id-${i}`)));
  expect(sizes).toEqual([100, 50]);
});

it('tells everybody that it failed, and asks anew the next time', async () => {
  let fails = true;
  const ask = batched(async (ids) => {
    if (fails) throw new Error('away');
    return new Map(ids.map((id) => [id, id]));
  });
  const results = await Promise.allSettled([ask('a'), ask('b')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await ask('a')).toBe('a');
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MAX_LINES = 300;

const files = ['src', 'client/src']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(name, 'utf8') }));

it(`no file of the sources has more than ${MAX_LINES} lines`, () => {
  const long = files.filter(({ text }) => text.split('\n').length > MAX_LINES);
  expect(long.map(({ name }) => name)).toEqual([]);
});

it('no file of the sources is a drawer for whatever', () => {
  const drawers = files.filter(({ name }) => /(^|\/)(utils?|helpers?|common|shared|index)(\/|\.ts$)/.test(name));
  expect(drawers.map(({ name }) => name)).toEqual([]);
});

it('nothing of the sources is typed as any, or left to be done', () => {
  const found = files.filter(({ text }) =>
    /:\s*any\b|\bas any\b|<any>|\bTODO\b|\bFIXME\b|@ts-ignore|@ts-expect-error/.test(text),
  );
  expect(found.map(({ name }) => name)).toEqual([]);
});

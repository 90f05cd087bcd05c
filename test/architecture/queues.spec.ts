import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { allQueues } from '../../src/admin/queues.js';

const Definition = z.object({ name: z.string(), jobs: z.record(z.string(), z.unknown()) });

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.queue.ts'));

/** The queues that a file declares, whatever it calls them. */
async function declaredIn(file: string): Promise<string[]> {
  const exported: unknown = await import(pathToFileURL(resolve(join('src', file))).href);
  return Object.values(z.record(z.string(), z.unknown()).parse(exported)).flatMap((value) => {
    const definition = Definition.safeParse(value);
    return definition.success ? [definition.data.name] : [];
  });
}

it('operators see every queue that a feature declares', async () => {
  const declared = await Promise.all(files.map(declaredIn));
  expect(files.filter((_, i) => declared[i]?.length === 0)).toEqual([]);
  expect(allQueues.map(({ name }) => name).toSorted()).toEqual(declared.flat().toSorted());
});

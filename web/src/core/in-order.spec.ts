import { expect, it } from 'vitest';
import { inOrder } from './in-order';

it('begins nothing before what came first is over, whatever became of it', async () => {
  const run = inOrder();
  const done: string[] = [];
  let release = (): void => undefined;
  const slow = run(async () => {
    await new Promise<void>((resolve) => (release = resolve));
    done.push('slow');
  });
  const failing = run(() => Promise.reject(new Error('no')));
  const quick = run(() => Promise.resolve(done.push('quick')));
  await Promise.resolve();
  expect(done).toEqual([]);
  release();
  await slow;
  await expect(failing).rejects.toThrow('no');
  await quick;
  expect(done).toEqual(['slow', 'quick']);
});

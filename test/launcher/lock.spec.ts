import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tryLock } from '../../scripts/lock.mjs';
import { root } from '../../scripts/paths.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';

function lockFile(): string {
  const dir = temporaryDir();
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'a.lock');
}

/** Another process that asks for the lock, says `held` or `refused`, and lives until it is killed. */
async function contender(file: string): Promise<{ answer: string; kill: () => Promise<void> }> {
  const script = `
    import { tryLock } from ${JSON.stringify(join(root, 'scripts/lock.mjs'))};
    console.log('release' in tryLock(${JSON.stringify(file)}) ? 'held' : 'refused');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const [answer] = await once(child.stdout, 'data');
  return {
    answer: String(answer).trim(),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

it('is held by one process at a time and free after its release', () => {
  const file = lockFile();
  const lock = tryLock(file);
  expect(tryLock(file)).toEqual({ heldBy: process.pid });
  if ('release' in lock) lock.release();
  expect(existsSync(file)).toBe(false);
});

it('goes from a killed holder to one of those who ask at the same time', async () => {
  const file = lockFile();
  const holder = await contender(file);
  expect(holder.answer).toBe('held');
  await holder.kill();

  const answers = await Promise.all(Array.from({ length: 6 }, async () => (await contender(file)).answer));

  expect(answers.toSorted()).toEqual(['held', 'refused', 'refused', 'refused', 'refused', 'refused']);
});

it('does not take another process for the holder because it got the pid of a dead one', () => {
  const file = lockFile();
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'before the last boot' }));
  expect(tryLock(file)).toHaveProperty('release');
});

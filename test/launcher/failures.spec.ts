import { rmSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { type Identity, isRunning } from '../../scripts/identity.mjs';
import { freePorts } from '../../scripts/ports.mjs';
import { keepSecret } from '../../scripts/secrets.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';
import { Launcher, allGone, statusOf } from './launcher.js';

/** Whatever a test did to what ran on them, the next starts on the same data. */
const dir = temporaryDir();
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function query(up: Launcher, sql: string): Promise<unknown[]> {
  const password = keepSecret(`${dir}/postgres.password`);
  const client = new Client({ host: '127.0.0.1', port: up.ports().postgres, user: 'tertulia', password });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/** The end of one may have ended another meanwhile. */
function killIfThere({ pid }: Identity): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** One that bears the name, and is not the one before it. */
async function runningOf(up: Launcher, name: string, before?: Identity): Promise<Identity> {
  const isNew = (who?: Identity) => who?.pid !== before?.pid && isRunning(who);
  await expect.poll(() => isNew(up.processOf(name))).toBe(true);
  const now = up.processOf(name);
  if (!now) throw new Error(`${name} has ended`);
  return now;
}

it('leaves no process and no lock when the launcher is killed, and starts again on the same data', async () => {
  const port = await freePorts(1);
  const killed = new Launcher({ dir, port });
  await killed.ready();
  await query(killed, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const running = killed.processes();

  killed.kill('SIGKILL');

  expect(await allGone(running)).toBe(true);
  const next = new Launcher({ dir, port });
  await next.ready();
  expect(await statusOf(next.url('/health/ready'))).toBe(200);
  expect(await query(next, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

it('starts at once after everything was killed together', async () => {
  const port = await freePorts(1);
  const killed = new Launcher({ dir, port });
  await killed.ready();
  for (const who of killed.processes()) killIfThere(who);
  await killed.exited;

  const next = new Launcher({ dir, port });

  await next.ready();
  expect(await statusOf(next.url('/health/ready'))).toBe(200);
});

it('ends everything when npm is killed', async () => {
  const up = new Launcher({ dir, port: await freePorts(1), command: ['npm', 'run', 'up'] });
  await up.ready();
  const running = up.processes();
  expect(up.holder()?.pid).not.toBe(up.pid);

  up.kill('SIGKILL');

  expect(await allGone(running)).toBe(true);
});

it('starts a web instance again that died, and its servers too', async () => {
  const up = new Launcher({ dir, port: await freePorts(1) });
  await up.ready();

  for (const name of ['web-1', 'redis', 'postgres']) {
    const before = await runningOf(up, name);
    process.kill(before.pid, 'SIGKILL');
    await runningOf(up, name, before);
    await expect.poll(() => statusOf(up.url('/health/ready')), { timeout: 90_000 }).toBe(200);
  }

  expect(up.output).toContain('web-1 was ended by SIGKILL: starting it again.');
});

it('gives up on what dies again and again', async () => {
  const up = new Launcher({ dir, port: await freePorts(1) });
  await up.ready();
  const running = up.processes();

  const deaths: number[] = [];
  let last: Identity | undefined;
  let over = false;
  void up.exited.then(() => (over = true));
  const another = () => {
    const now = up.processOf('worker-1');
    return now && now.pid !== last?.pid ? now : undefined;
  };
  while (!over) {
    await expect.poll(() => over || another(), { timeout: 60_000 }).toBeTruthy();
    const next = another();
    if (!next) continue;
    last = next;
    killIfThere(next);
    deaths.push(performance.now());
  }

  expect(await up.exited).toBe(1);
  // As many as it takes: where they come fast, no more than that.
  expect(deaths.length).toBeGreaterThanOrEqual(4);
  expect(deaths.filter((at) => at - (deaths[0] ?? 0) < 20_000).length).toBeLessThanOrEqual(4);
  expect(up.output).toContain('worker-1 was ended by SIGKILL, again and again.');
  expect(await allGone(running)).toBe(true);
});

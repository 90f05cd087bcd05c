import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePorts } from '../../scripts/ports.mjs';
import { startStack } from '../../scripts/stack.mjs';
import { Launcher, allGone, emptyDataDir, statusOf } from './launcher.js';

/** An address of this machine that a server on 127.0.0.1 does not have, and one on all of them does. */
const ELSEWHERE = '127.0.0.2';

it('serves on every web instance, names the pages, and ends all of it at SIGTERM', async () => {
  const dir = emptyDataDir();
  const up = new Launcher({ dir, port: await freePorts(2), args: ['--web', '2'] });
  await up.ready();
  expect(await statusOf(up.url('/health/ready'))).toBe(200);
  expect(await statusOf(up.url('/health/ready', 1))).toBe(200);
  expect(await statusOf(up.url('/health/live').replace('127.0.0.1', ELSEWHERE))).toBe(0);
  for (const path of ['/docs', '/docs/async', '/health', '/dev/mail']) expect(up.output).toContain(path);
  expect(statSync(join(dir, 'jwt.secret')).mode & 0o777).toBe(0o600);
  const running = up.processes();
  expect(running).toHaveLength(6);

  up.kill('SIGTERM');

  expect(await up.exited).toBe(0);
  expect(await allGone(running)).toBe(true);
  expect(existsSync(join(dir, 'up.lock'))).toBe(false);
});

it('refuses a second start on the same data and says who runs', async () => {
  const dir = emptyDataDir();
  const first = new Launcher({ dir, port: await freePorts(1) });
  await first.ready();

  const second = new Launcher({ dir, port: await freePorts(1) });

  expect(await second.exited).toBe(1);
  expect(second.output).toContain(`Tertulia already runs on ${dir} (pid ${first.pid})`);
  expect(await statusOf(first.url('/health/ready'))).toBe(200);
});

it('refuses a port that is taken and offers another one', async () => {
  const port = await freePorts(1);
  const other = createServer().listen(port);
  try {
    const up = new Launcher({ dir: emptyDataDir(), port });
    expect(await up.exited).toBe(1);
    expect(up.output).toContain(`Port ${port} is taken by another program. Choose another one: PORT=`);
  } finally {
    other.close();
  }
});

it('refuses options it does not understand', async () => {
  const up = new Launcher({ dir: emptyDataDir(), port: await freePorts(1), args: ['--web', 'many'] });
  expect(await up.exited).toBe(1);
  expect(up.output).toContain('--web is "many"; it must be a whole number from 1 to 32.');
});

it('uses the servers and the address it is given, and starts no servers of its own', async () => {
  const dir = emptyDataDir();
  const given = await startStack({ ephemeral: true });
  try {
    const env = { DATABASE_URL: given.databaseUrl, REDIS_URL: given.redisUrl, HOST: '0.0.0.0' };
    const up = new Launcher({ dir, port: await freePorts(1), env });
    await up.ready();
    expect(up.output).toContain('the one in DATABASE_URL');
    expect(up.output).toContain('the one in REDIS_URL');
    expect(await statusOf(up.url('/health/live').replace('127.0.0.1', ELSEWHERE))).toBe(200);
    expect(up.processOf('postgres')).toBeUndefined();
    expect(up.processOf('redis')).toBeUndefined();
    up.kill('SIGTERM');
    expect(await up.exited).toBe(0);
  } finally {
    await given.stop();
  }
});

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ask, freePort } from './ports.mjs';
import { dyingWithParent, launch, logSize, logTail, reap, stop, until } from './processes.mjs';
import { redisBinary } from './redis-binary.mjs';
import { serve } from './server.mjs';

const START_PATIENCE = 60_000;

/**
 * Starts Redis on 127.0.0.1 with its data in `dir`/redis.
 *
 * @param {object} options
 * @param {string} options.dir
 * @param {number} [options.port] a free one when left out
 * @param {boolean} [options.persist] false: each start begins empty
 * @returns {Promise<import('./server.mjs').Server>}
 */
export async function startRedis({ dir, port, persist = true }) {
  const home = resolve(dir);
  const data = join(home, 'redis');
  const logFile = join(home, 'logs/redis.log');
  const pidFile = join(home, 'run/redis.json');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const { command, env } = await redisBinary();
  const listenPort = port ?? (await freePort());
  await reap('Redis', pidFile, 'SIGTERM');

  // Queues and limits live here: nothing may be evicted, and what was accepted is there after a crash.
  const settings = {
    port: String(listenPort),
    bind: '127.0.0.1',
    dir: data,
    'maxmemory-policy': 'noeviction',
    save: '',
    appendonly: persist ? 'yes' : 'no',
  };
  const argv = dyingWithParent('SIGTERM', [
    command,
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
  ]);

  return serve({
    url: `redis://127.0.0.1:${listenPort}`,
    port: listenPort,
    logFile,
    stopSignal: 'SIGTERM',
    async launch() {
      const before = logSize(logFile);
      const child = await launch('redis', argv, { logFile, pidFile, env });
      await until(async () => !child.running() || answers(listenPort, child.pid), START_PATIENCE);
      if (child.running() && (await answers(listenPort, child.pid))) return child;
      await stop(child, 'SIGTERM', 5_000);
      throw new Error(`Redis did not start.\n${logTail(logFile, before)}`);
    },
  });
}

/**
 * Whether this very server answers, not another one that had its port first, and has read its data.
 *
 * @param {number} port
 * @param {number} pid
 */
async function answers(port, pid) {
  if (!(await ask(port, 'INFO server\r\n'))?.includes(`process_id:${pid}\r`)) return false;
  return (await ask(port, 'PING\r\n'))?.startsWith('+PONG') ?? false;
}

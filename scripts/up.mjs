import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reapApps, startWeb, startWorker, whenReady } from './apps.mjs';
import { build } from './build.mjs';
import { Stopped, aborted, ending } from './ending.mjs';
import { tryLock } from './lock.mjs';
import { followLog } from './logs.mjs';
import { dataDir, root } from './paths.mjs';
import { isPortFree } from './ports.mjs';
import { run } from './run.mjs';
import { keepSecret } from './secrets.mjs';
import { startStack } from './stack.mjs';
import { supervisor } from './supervisor.mjs';

const READY_PATIENCE = 90_000;
const HELP = `npm run up -- [--web N] [--workers N]

  --web N       web instances, on PORT, PORT+1, … (default 1)
  --workers N   workers (default 1)

Variables: PORT (8000), DATA_DIR (.data), DATABASE_URL, REDIS_URL, REDIS_CACHE_URL (instead of private servers).`;

/** @typedef {{ web: number, workers: number, port: number, dir: string }} Options */

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} least
 * @param {number} most
 */
function whole(name, text, least, most) {
  const value = Number(text);
  if (text?.trim() && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}

/** @returns {Options | undefined} nothing when help was asked for */
function readOptions() {
  const { values } = parseArgs({
    options: {
      web: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const web = whole('--web', values.web, 1, 32);
  return {
    web,
    workers: whole('--workers', values.workers, 0, 32),
    port: whole('PORT', process.env['PORT'] || '8000', 1, 65_536 - web),
    dir: dataDir(),
  };
}

/** @param {number[]} ports */
async function requireFree(ports) {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    throw new Error(`Port ${port} is taken by another program. Choose another one: PORT=${port + 10} npm run up`);
  }
}

/**
 * @param {string} task
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 */
async function cli(task, env, signal) {
  const command = [process.execPath, '--enable-source-maps', join(root, 'dist/cli.js'), task];
  const { code, stdout, output } = await run(command, { env, signal });
  if (code !== 0) throw new Error(`"node dist/cli.js ${task}" failed with code ${code}.\n${output}`);
  return stdout.trim();
}

/**
 * @param {string} dir
 * @param {string[]} urls
 * @param {string} logins
 */
function startPage(dir, urls, logins) {
  const pages = [
    ['/', 'start page'],
    ['/docs', 'REST API'],
    ['/docs/async', 'socket events'],
    ['/health', 'health'],
  ];
  const [first = '', ...others] = urls;
  console.log('\nTertulia is up.\n');
  for (const [path, what] of pages) console.log(`  ${`${first}${path}`.padEnd(36)} ${what}`);
  for (const url of others) console.log(`  ${`${url}/`.padEnd(36)} another web instance on the same data`);
  if (logins) console.log(`\n${logins}`);
  console.log(`\nLogs are in ${join(dir, 'logs')}; warnings and errors also appear here.\nCtrl-C stops everything.\n`);
}

/** @param {Options} options */
async function up({ dir, web, workers, port }) {
  const lock = tryLock(join(dir, 'up.lock'));
  if (!('release' in lock)) {
    throw new Error(`Tertulia already runs on ${dir} (pid ${lock.heldBy}). Stop it first, or choose another DATA_DIR.`);
  }
  /** @type {import('./stack.mjs').Stack | undefined} */
  let stack;
  /** @type {import('./apps.mjs').App[]} */
  const apps = [];
  const { signal, end } = ending({
    onRepeat() {
      console.log('Killing web and worker.');
      for (const app of apps) void app.kill('SIGKILL');
    },
  });
  const keep = supervisor({ giveUp: end, signal });
  /** @type {ReturnType<typeof followLog>[]} */
  const logs = [];
  try {
    await reapApps(dir);
    const ports = Array.from({ length: web }, (_, i) => port + i);
    await requireFree(ports);
    if (await build({ signal })) console.log('Built.');
    signal.throwIfAborted();
    stack = await startStack({ dir });
    signal.throwIfAborted();
    console.log(`PostgreSQL: ${stack.postgres ? `private, port ${stack.postgres.port}` : 'the one in DATABASE_URL'}`);
    console.log(`Redis:      ${stack.redis ? `private, port ${stack.redis.port}` : 'the one in REDIS_URL'}`);
    if (stack.postgres) keep('PostgreSQL', stack.postgres);
    if (stack.redis) keep('Redis', stack.redis);
    const env = {
      NODE_ENV: process.env['NODE_ENV'] || 'development',
      DATABASE_URL: stack.databaseUrl,
      REDIS_URL: stack.redisUrl,
      REDIS_CACHE_URL: stack.redisCacheUrl,
      JWT_SECRET: process.env['JWT_SECRET'] || keepSecret(join(dir, 'jwt.secret')),
    };
    await cli('migrate', env, signal);
    const logins = await cli('seed', env, signal);

    const wanted = [
      ...ports.map((at, i) => ({ name: `web-${i + 1}`, port: at })),
      ...Array.from({ length: workers }, (_, i) => ({ name: `worker-${i + 1}`, port: undefined })),
    ];
    for (const { name, port: at } of wanted) {
      signal.throwIfAborted();
      logs.push(followLog(name, join(dir, 'logs', `${name}.log`)));
      const app = await (at ? startWeb({ name, port: at, dir, env }) : startWorker({ name, dir, env }));
      apps.push(app);
      keep(name, app);
    }
    const webs = apps.slice(0, web);
    await Promise.all(webs.map((app) => whenReady(app, { signal, patience: READY_PATIENCE })));
    for (const log of logs) log.flush();
    startPage(
      dir,
      webs.map(({ url }) => url),
      logins,
    );
    throw await aborted(signal);
  } catch (error) {
    // Aborts the signal also on a failure, so that nothing that ends from here on is started again.
    end(error);
    if (!(error instanceof Stopped)) throw error;
    console.log(`\nStopping (${error.message}) …`);
  } finally {
    await Promise.all(apps.map((app) => app.stop()));
    for (const log of logs) log.stop();
    await stack?.stop();
    lock.release();
    if (stack) console.log('Everything is stopped.');
  }
}

try {
  const options = readOptions();
  if (options) await up(options);
  else console.log(HELP);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reapApps, startWeb, startWorker, whenReady } from './apps.mjs';
import { build } from './build.mjs';
import { followLog } from './logs.mjs';
import { root } from './paths.mjs';
import { isPortFree } from './ports.mjs';
import { run } from './run.mjs';
import { keepSecret } from './secrets.mjs';
import { startStack } from './stack.mjs';

const READY_PATIENCE = 90_000;

/** Everything that `npm run up` runs: the servers behind, web instances and workers. */
export class System {
  /** @type {import('./stack.mjs').Stack | undefined} */
  #stack;
  /** @type {import('./apps.mjs').App[]} */
  #apps = [];
  /** @type {ReturnType<typeof followLog>[]} */
  #logs = [];
  #options;
  #signal;
  #keep;

  /**
   * @param {import('./up-options.mjs').Options} options
   * @param {AbortSignal} signal aborts a start that is under way
   * @param {ReturnType<typeof import('./supervisor.mjs').supervisor>} keep
   */
  constructor(options, signal, keep) {
    this.#options = options;
    this.#signal = signal;
    this.#keep = keep;
  }

  /** @returns {Promise<{ urls: string[], logins: string }>} when every web instance is ready */
  async start() {
    const { dir, web, workers, port } = this.#options;
    const ports = Array.from({ length: web }, (_, i) => port + i);
    await reapApps(dir);
    await requireFree(ports);
    if (await build({ signal: this.#signal })) console.log('Built.');
    this.#signal.throwIfAborted();
    const env = await this.#startServers();
    await this.#cli('migrate', env);
    const logins = rememberLogins(dir, await this.#cli('seed', env));
    const webs = [];
    for (const [i, at] of ports.entries()) {
      webs.push(await this.#startApp(`web-${i + 1}`, (name) => startWeb({ name, port: at, dir, env })));
    }
    for (let i = 1; i <= workers; i++) {
      await this.#startApp(`worker-${i}`, (name) => startWorker({ name, dir, env: { ...env, ...metricsPort(i) } }));
    }
    await Promise.all(webs.map((app) => whenReady(app, { signal: this.#signal, patience: READY_PATIENCE })));
    for (const log of this.#logs) log.flush();
    return { urls: webs.map(({ url }) => url), logins };
  }

  /** Those in front first: what they still write must find its server. */
  async stop() {
    await Promise.all(this.#apps.map((app) => app.stop()));
    for (const log of this.#logs) log.stop();
    await this.#stack?.stop();
  }

  killApps() {
    for (const app of this.#apps) void app.kill('SIGKILL');
  }

  /** @returns {Promise<NodeJS.ProcessEnv>} what the app needs to reach them */
  async #startServers() {
    const { dir, port } = this.#options;
    const stack = await startStack({ dir });
    this.#stack = stack;
    this.#signal.throwIfAborted();
    console.log(`PostgreSQL: ${stack.postgres ? `private, port ${stack.postgres.port}` : 'the one in DATABASE_URL'}`);
    console.log(`Redis:      ${stack.redis ? `private, port ${stack.redis.port}` : 'the one in REDIS_URL'}`);
    if (stack.postgres) this.#keep('PostgreSQL', stack.postgres);
    if (stack.redis) this.#keep('Redis', stack.redis);
    return {
      NODE_ENV: process.env['NODE_ENV'] || 'development',
      // In development whoever reaches the server reads its mails.
      HOST: process.env['HOST'] || '127.0.0.1',
      DATABASE_URL: stack.databaseUrl,
      REDIS_URL: stack.redisUrl,
      REDIS_CACHE_URL: stack.redisCacheUrl,
      // The worker, which listens on no port, makes the links in mails.
      PUBLIC_URL: process.env['PUBLIC_URL'] || `http://localhost:${port}`,
      FILES_DIR: process.env['FILES_DIR'] || join(dir, 'files'),
      BACKUP_DIR: process.env['BACKUP_DIR'] || join(dir, 'backups'),
      JWT_SECRET: process.env['JWT_SECRET'] || keepSecret(join(dir, 'jwt.secret')),
    };
  }

  /**
   * @param {string} name
   * @param {(name: string) => Promise<import('./apps.mjs').App>} start
   */
  async #startApp(name, start) {
    this.#signal.throwIfAborted();
    this.#logs.push(followLog(name, join(this.#options.dir, 'logs', `${name}.log`)));
    const app = await start(name);
    this.#apps.push(app);
    this.#keep(name, app);
    return app;
  }

  /**
   * @param {string} task
   * @param {NodeJS.ProcessEnv} env
   */
  async #cli(task, env) {
    const command = [process.execPath, '--enable-source-maps', join(root, 'dist/cli.js'), task];
    const { code, stdout, output } = await run(command, { env, signal: this.#signal });
    if (code !== 0) throw new Error(`"node dist/cli.js ${task}" failed with code ${code}.\n${output}`);
    return stdout.trim();
  }
}

/**
 * Workers on one machine share no port: the first has WORKER_METRICS_PORT, the others those after it.
 *
 * @param {number} worker counted from 1
 */
function metricsPort(worker) {
  const first = Number(process.env['WORKER_METRICS_PORT'] || 0);
  return first > 0 ? { WORKER_METRICS_PORT: String(first + worker - 1) } : {};
}

/** @param {number[]} ports */
async function requireFree(ports) {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    throw new Error(`Port ${port} is taken by another program. Choose another one: PORT=${port + 10} npm run up`);
  }
}

/**
 * The seed says the demo's password once; later starts say it again from the data folder.
 *
 * @param {string} dir
 * @param {string} logins what the seed printed: nothing where it had nothing to do
 * @returns {string}
 */
function rememberLogins(dir, logins) {
  const file = join(dir, 'demo-logins.txt');
  if (logins) writeFileSync(file, logins, { mode: 0o600 });
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

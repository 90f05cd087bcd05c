import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../../scripts/build.mjs';
import { root } from '../../../scripts/paths.mjs';
import { launch, logTail } from '../../../scripts/processes.mjs';
import type { Server } from '../../../scripts/server.mjs';
import { freePort, startPostgres, startRedis } from '../../../scripts/stack.mjs';
import { temporaryDir } from '../../../scripts/temporary.mjs';
import { Api } from './api.js';
import { BreakableProxy } from './breakable-proxy.js';
import { DatabaseView } from './database-view.js';
import { Instance } from './instance.js';
import type { Site } from './site.js';

export const JWT_SECRET = 'a secret of the cluster tests, and of nothing else';

export interface ClusterOptions {
  /** For Node, before the script: modules to preload into the web instances. */
  nodeArgs?: readonly string[];
  env?: Record<string, string>;
  workers?: number;
}

/** Two web instances and workers over a PostgreSQL and a Redis of their own, each by proxies of its own. */
export class Cluster {
  readonly site: Site;
  readonly database: DatabaseView;

  private constructor(
    readonly dir: string,
    readonly postgres: Server,
    readonly redis: Server,
    readonly web: readonly [Instance, Instance],
    readonly workers: readonly Instance[],
  ) {
    this.database = new DatabaseView(postgres.url);
    this.site = { instances: web.map(({ url }) => new Api(url)), store: this.database };
  }

  static async start({ nodeArgs = [], env = {}, workers = 1 }: ClusterOptions = {}): Promise<Cluster> {
    await build();
    const dir = temporaryDir();
    const [postgres, redis] = await Promise.all([
      startPostgres({ dir, database: 'tertulia' }),
      // A Redis that was killed comes back empty: nothing that matters may depend on it.
      startRedis({ dir, persist: false }),
    ]);
    await migrate(dir, postgres.url, redis.url);
    const prepare = (name: string, program: string, port: number | null): Promise<Instance> =>
      buildInstance({ name, program, port, dir, postgres, redis, nodeArgs: port === null ? [] : nodeArgs, env });
    const [first, second, ...others] = await Promise.all([
      prepare('web-0', 'main.js', await freePort()),
      prepare('web-1', 'main.js', await freePort()),
      ...Array.from({ length: workers }, (_, i) => prepare(`worker-${i}`, 'worker.js', null)),
    ]);
    const cluster = new Cluster(dir, postgres, redis, [first, second], others);
    await Promise.all(cluster.all.map((instance) => instance.start()));
    await cluster.awaitReady();
    return cluster;
  }

  async awaitReady(): Promise<void> {
    await Promise.all(this.web.map((instance) => instance.awaitReady()));
  }

  /** Undoes whatever a test may have left broken. */
  async mend(): Promise<void> {
    await this.redis.kill('SIGCONT');
    await this.postgres.kill('SIGCONT');
    for (const { postgres, redis } of this.all) {
      postgres.restore();
      redis.restore();
    }
    await this.redis.start();
    await this.postgres.start();
    await Promise.all(this.all.filter(({ running }) => !running).map((instance) => instance.start()));
    await this.awaitReady();
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((instance) => instance.stop()));
    await this.database.close();
    await Promise.all(this.all.flatMap(({ postgres, redis }) => [postgres.close(), redis.close()]));
    await this.redis.stop();
    await this.postgres.stop();
    const keepLogsIn = process.env['CLUSTER_LOGS'];
    if (keepLogsIn) cpSync(join(this.dir, 'logs'), keepLogsIn, { recursive: true });
    rmSync(this.dir, { recursive: true, force: true });
  }

  private get all(): Instance[] {
    return [...this.web, ...this.workers];
  }
}

interface Build extends Required<Omit<ClusterOptions, 'workers'>> {
  name: string;
  program: string;
  port: number | null;
  dir: string;
  postgres: Server;
  redis: Server;
}

async function buildInstance({ name, program, port, dir, postgres, redis, nodeArgs, env }: Build): Promise<Instance> {
  const proxies = {
    postgres: await BreakableProxy.before({ host: '127.0.0.1', port: postgres.port }),
    redis: await BreakableProxy.before({ host: '127.0.0.1', port: redis.port }),
  };
  const urls = urlsOf(through(postgres.url, proxies.postgres), through(redis.url, proxies.redis));
  return new Instance({
    name,
    program,
    port,
    env: { ...settings, ...urls, PORT: String(port ?? 0), ...env },
    nodeArgs,
    logFile: join(dir, `logs/${name}.log`),
    ...proxies,
  });
}

const settings = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  LOG_LEVEL: process.env['CLUSTER_LOG_LEVEL'] ?? 'warn',
  JWT_SECRET,
  SEND_RATE: 'off',
  CHANNEL_RATE: 'off',
  HTTP_RATE: 'off',
  LOGIN_RATE: 'off',
};

const urlsOf = (databaseUrl: string, redisUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  REDIS_URL: `${redisUrl}/0`,
  REDIS_CACHE_URL: `${redisUrl}/1`,
});

function through(url: string, proxy: BreakableProxy): string {
  return url.replace(/(@|\/\/)127\.0\.0\.1:\d+/, `$1127.0.0.1:${proxy.port}`);
}

async function migrate(dir: string, databaseUrl: string, redisUrl: string): Promise<void> {
  const logFile = join(dir, 'logs/migrate.log');
  const command = [process.execPath, join(root, 'dist/cli.js'), 'migrate'];
  const env = { ...settings, ...urlsOf(databaseUrl, redisUrl) };
  const { code } = await (await launch('migrate', command, { env, logFile })).exited;
  if (code !== 0) throw new Error(`migrate ended with ${code}\n${logTail(logFile)}`);
}

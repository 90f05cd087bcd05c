import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext, ModuleMetadata } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { inject } from 'vitest';
import { configureWeb, webOptions } from '../../src/configure-web.js';
import { Bus } from '../../src/core/broadcast/bus.service.js';
import { AppConfig } from '../../src/core/config/app-config.js';
import { LocalUsers } from '../../src/realtime/local-users.js';
import { WebModule } from '../../src/web.module.js';
import { WorkerModule } from '../../src/worker.module.js';
import { until } from './cluster/until.js';
import { Conformance } from './conformance.js';
import { secondConnections } from './second-connections.js';

const HEARD_WITHIN_MS = 15_000;

export type Environment = Record<string, string>;

export const JWT_SECRET = 'a secret of the end-to-end tests, and of nothing else';

/** No limit that a test did not ask for, and nothing that waits. */
const RELAXED: Environment = {
  NODE_ENV: 'test',
  LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'fatal',
  JWT_SECRET,
  DATABASE_POOL_SIZE: '5',
  DATABASE_TIMEOUT_MS: '20000',
  SEND_RATE: 'off',
  REPORT_RATE: 'off',
  CHANNEL_RATE: 'off',
  EVENT_RATE: 'off',
  HTTP_RATE: 'off',
  LOGIN_RATE: 'off',
  MAX_SOCKETS_PER_USER: '1000',
  MAX_STREAMS_PER_USER: '1000',
  FLOOD_LIMIT: '100000',
  DRAIN_MS: '0',
};

export interface Instance {
  url: string;
  /** Sockets that are connected to it now. */
  connections: () => number;
  stop: () => Promise<void>;
}

export interface ServerOptions {
  /** Web instances over the same data. */
  instances?: number;
  worker?: boolean;
  env?: Environment;
  /** Added to the web instances, for what no route of the product shows alone. */
  modules?: ModuleMetadata['imports'];
}

/** The product on a database and Redis keys of its own. Whatever a client sees of it is held against its documents. */
export class Server {
  readonly instances: Instance[] = [];
  /** Called before the instances end. */
  readonly cleanups: (() => unknown)[] = [];

  private constructor(
    /** Of its database; it also begins its Redis keys. */
    readonly name: string,
    /** What its processes are started with. */
    readonly env: Environment,
    /** For arranging and looking at what the API does not show. */
    readonly db: Client,
    private readonly workers: INestApplicationContext[],
    readonly conformance: Conformance,
    private readonly modules: ModuleMetadata['imports'],
  ) {}

  static async start({ instances = 1, worker = false, env = {}, modules = [] }: ServerOptions = {}): Promise<Server> {
    const name = `e2e_${randomBytes(6).toString('hex')}`;
    await administer(`CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')} STRATEGY FILE_COPY`);
    const database = new URL(inject('databaseUrl'));
    database.pathname = `/${name}`;
    const settings = {
      DATABASE_URL: database.href,
      REDIS_URL: inject('redisUrl'),
      REDIS_PREFIX: name,
      FILES_DIR: join(tmpdir(), `tertulia-${name}`),
    };
    const full = { ...RELAXED, ...settings, ...env };
    const db = new Client({ connectionString: database.href });
    db.on('error', () => undefined);
    await db.connect();
    const server = new Server(name, full, db, [], new Conformance(), modules);
    if (worker) await server.addWorker();
    for (let i = 0; i < instances; i++) await server.addInstance();
    await server.conformance.load(server.url);
    return server;
  }

  /** The first instance's. */
  get url(): string {
    return this.urlOf(0);
  }

  urlOf(index: number): string {
    const instance = this.instances[index];
    if (!instance) throw new Error(`there is no instance ${index}`);
    return instance.url;
  }

  /** For what happens there without anybody's asking: `server.worker.get(SomeService)`. */
  get worker(): INestApplicationContext {
    const [worker] = this.workers;
    if (!worker) throw new Error('the server was started without a worker');
    return worker;
  }

  /** One more instance over the same data, with settings of its own where they are given. */
  async addInstance(env: Environment = {}): Promise<Instance> {
    const app = await inTurn(() => bootWeb({ ...this.env, ...env }, this.modules));
    await heard(app.get(Bus, { strict: false }));
    const { port } = app.getHttpServer().address() as AddressInfo;
    let stopped: Promise<void> | undefined;
    const local = app.get(LocalUsers, { strict: false });
    const instance = {
      url: `http://127.0.0.1:${port}`,
      connections: () => [...local.sockets()].length,
      stop: () => (stopped ??= app.close()),
    };
    this.instances.push(instance);
    return instance;
  }

  /** A worker over the same data, with settings of its own where they are given. */
  async addWorker(env: Environment = {}): Promise<INestApplicationContext> {
    const worker = await inTurn(() => bootWorker({ ...this.env, ...env }));
    this.workers.push(worker);
    return worker;
  }

  /** What only Redis holds is lost; other servers on the same Redis keep theirs. */
  async emptyRedis(): Promise<void> {
    await this.withRedis(async (redis, keys) => void (keys.length > 0 && (await redis.del(keys))));
  }

  /** All that stands in Redis, as one text to look for something in. */
  everythingInRedis(): Promise<string> {
    return this.withRedis(async (redis, keys) => {
      const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
      return keys.join('\n') + dumps.map((dump) => dump?.toString('latin1') ?? '').join('\n');
    });
  }

  /** All workers of this process end, as on SIGTERM. */
  async stopWorkers(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.close()));
  }

  /** Fails where something was answered or emitted that the documents do not say, or a transaction needed a second connection. */
  async stop(): Promise<void> {
    for (const cleanup of this.cleanups) await cleanup();
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.stopWorkers();
    await this.db.end();
    await rm(this.env['FILES_DIR'] ?? '', { recursive: true, force: true });
    await administer(`DROP DATABASE ${this.name} WITH (FORCE)`);
    this.conformance.verify();
    const waits = secondConnections();
    if (waits.length > 0) throw new Error(`a second connection was taken\n${waits.join('\n\n')}`);
  }

  private async withRedis<R>(work: (redis: Redis, keys: string[]) => Promise<R>): Promise<R> {
    const redis = new Redis(inject('redisUrl'));
    try {
      return await work(redis, await redis.keys(`${this.name}:*`));
    } finally {
      redis.disconnect();
    }
  }
}

/** The start of an application keeps its process busy: two at once would each wait for the other, and give up PostgreSQL. */
let starting: Promise<unknown> = Promise.resolve();
function inTurn<R>(start: () => Promise<R>): Promise<R> {
  const started = starting.then(start);
  starting = started.catch(() => undefined);
  return started;
}

/** Who is connected is counted over all instances from when Redis is heard. Where it is away nobody waits for ever. */
async function heard(bus: Bus): Promise<void> {
  await until('Redis is heard', () => bus.healthy, HEARD_WITHIN_MS).catch(() => undefined);
}

async function bootWeb(env: Environment, modules: ModuleMetadata['imports'] = []): Promise<NestExpressApplication> {
  const module = await Test.createTestingModule({ imports: [WebModule, ...modules] })
    .overrideProvider(AppConfig)
    .useValue(AppConfig.load(env))
    .compile();
  const app = configureWeb(module.createNestApplication<NestExpressApplication>(webOptions));
  await app.listen(0, '127.0.0.1');
  return app;
}

async function bootWorker(env: Environment): Promise<INestApplicationContext> {
  const module = await Test.createTestingModule({ imports: [WorkerModule] })
    .overrideProvider(AppConfig)
    .useValue(AppConfig.load(env))
    .compile();
  return module.init();
}

async function administer(statement: string): Promise<void> {
  const admin = new Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

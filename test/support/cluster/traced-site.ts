import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../../scripts/stack.mjs';
import { SmtpCatcher } from '../smtp-catcher.js';
import { TraceCollector } from '../trace-collector.js';
import type { Api, Identity } from './api.js';
import { type ChaosSocket, openSocket, sendBySocket } from './chaos-socket.js';
import { Cluster, JWT_SECRET } from './cluster.js';
import { Instance } from './instance.js';
import { type Reader, Readership } from './readership.js';
import { Session } from './session.js';
import { until } from './until.js';

const WITHIN_MS = 60_000;
const READERS = 3;
const WithId = z.object({ id: z.string() });

/** A cluster that sends its spans to a collector, with people who can be told of messages in one channel. */
export class TracedSite {
  private readonly sockets: ChaosSocket[] = [];

  private constructor(
    readonly collector: TraceCollector,
    readonly smtp: SmtpCatcher,
    readonly cluster: Cluster,
    readonly api: Api,
    readonly owner: Session,
    private readonly readers: readonly Reader[],
    readonly channelId: string,
  ) {}

  static async start(env: Record<string, string>): Promise<TracedSite> {
    const [collector, smtp] = await Promise.all([TraceCollector.start(), SmtpCatcher.start()]);
    const addresses = { SMTP_URL: smtp.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const cluster = await Cluster.start({ workers: 2, env: { ...env, ...addresses } });
    const { readers } = await Readership.settle(cluster, READERS);
    const [api] = cluster.site.instances;
    if (!api) throw new Error('a cluster without instances');
    const owner = await Session.register(api, 'tracer');
    const { id } = await api.expect(WithId, 'POST', '/channels', owner, { name: 'traced', kind: 'public' });
    await cluster.database.query(
      `INSERT INTO members (channel_id, user_id, role) SELECT $1, unnest($2::uuid[]), 'member'`,
      [id, readers.map(({ userId }) => userId)],
    );
    return new TracedSite(collector, smtp, cluster, api, owner, readers, id);
  }

  async stop(): Promise<void> {
    this.hangUp();
    await this.cluster.stop();
    await Promise.all([this.smtp.stop(), this.collector.stop()]);
  }

  /** Their usernames are `reader1` and so on. */
  reader(number: number): Reader {
    const reader = this.readers[number - 1];
    if (!reader) throw new Error(`there is no reader ${number}`);
    return reader;
  }

  connect(instance: 0 | 1, who: Identity): Promise<ChaosSocket> {
    return this.connectTo(this.cluster.web[instance], who);
  }

  async connectTo({ url }: Instance, who: Identity): Promise<ChaosSocket> {
    const socket = openSocket(url, who, ['websocket']);
    this.sockets.push(socket);
    await new Promise((resolve) => socket.once('ready', resolve));
    return socket;
  }

  hangUp(): void {
    for (const socket of this.sockets.splice(0)) socket.disconnect();
  }

  /** Answers the message's id. */
  async send(socket: ChaosSocket, body: string): Promise<string> {
    const outcome = await sendBySocket(socket, { channelId: this.channelId, clientId: randomUUID(), body });
    if (outcome.kind !== 'acked') throw new Error(JSON.stringify(outcome));
    return outcome.message.id;
  }

  /** One more web process over the same data, with these settings alone. */
  async addInstance(name: string, env: Record<string, string>): Promise<Instance> {
    const [{ postgres, redis }] = this.cluster.web;
    const port = await freePort();
    const urls = { DATABASE_URL: this.cluster.postgres.url, REDIS_URL: this.cluster.redis.url };
    const own = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), JWT_SECRET, SEND_RATE: 'off' };
    const instance = new Instance({
      name,
      program: 'main.js',
      port,
      env: { ...own, ...urls, ...env },
      nodeArgs: [],
      logFile: this.logFile(name),
      postgres,
      redis,
    });
    await instance.start();
    await instance.awaitReady();
    return instance;
  }

  /** How many statements that write messages wait for a lock. */
  async waitingPosts(): Promise<number> {
    const sql = `SELECT count(*)::int AS count FROM pg_stat_activity
                 WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT * FROM post_message%'`;
    return z.object({ count: z.int() }).parse((await this.cluster.database.query(sql))[0]).count;
  }

  /** The first line of a process's log with these words in it. */
  async logged(name: string, words: string): Promise<string> {
    const lines = () => readFileSync(this.logFile(name), 'utf8').split('\n');
    const find = () => lines().find((each) => each.includes(words));
    await until(`${name} says "${words}"`, () => find() !== undefined, WITHIN_MS);
    return find() ?? '';
  }

  private logFile(name: string): string {
    return join(this.cluster.dir, `logs/${name}.log`);
  }
}

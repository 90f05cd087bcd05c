import { freePort } from '../../scripts/ports.mjs';
import { type ErrorCode, errorStatus } from '../../src/contract/errors.js';
import { Server } from './app.js';
import { ChatSocket } from './client.js';
import { until } from './cluster/until.js';
import { EventClient } from './event-source.js';
import { noSuchId, Person } from './factories.js';
import { collectGarbage } from './garbage.js';
import { order } from './jobs.js';
import { call } from './rest.js';
import { Scrape } from './scrape.js';

const WITHIN_MS = 30_000;
/** The limits that are reached. */
export const SENDS = 8;
export const EVENTS = 30;
export const SIGN_INS = 12;
const HTTP = 60;
/** Messages of the channel that all are in, and those with their changes. */
export const MESSAGES = 8;
export const CHANGES = 12;

/** Requests of this process to the server under test, by method and status, as its clients saw them. */
class Witness {
  readonly seen = new Map<string, number>();
  private readonly original = globalThis.fetch;

  constructor(private readonly url: string) {
    globalThis.fetch = async (input, init) => {
      const response = await this.original(input, init);
      const target = input instanceof Request ? input.url : String(input);
      const key = `method="${init?.method ?? 'GET'}",status="${response.status}"`;
      // Socket.IO answers its own requests.
      if (target.startsWith(this.url) && !target.includes('/socket.io/'))
        this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
      return response;
    };
  }

  /** How many were answered with this code. */
  answered(code: ErrorCode): number {
    const mine = [...this.seen].filter(([key]) => key.endsWith(`status="${errorStatus[code]}"`));
    return mine.reduce((sum, [, count]) => sum + count, 0);
  }

  stop(): void {
    globalThis.fetch = this.original;
  }
}

/** A script that goes another way than it should proves nothing. */
function answered(wanted: number, { status }: { status: number }): void {
  if (status !== wanted) throw new Error(`answered ${status} in place of ${wanted}`);
}

/** What people, programs and accidents do to a server, once each and known by number; and what its metrics say then. */
export class MinuteOfUse {
  private before: Scrape;
  /** When the last new message had come to the one who reports. */
  private heardAt = 0;
  /** HTTP requests by method and status, as clients counted them. */
  requested: Record<string, number> = {};
  /** With everybody connected. */
  during: Scrape;
  /** At the end, of each process. */
  web: Scrape;
  worker: Scrape;

  private constructor(
    readonly server: Server,
    readonly witness: Witness,
    private readonly workerUrl: string,
  ) {}

  static async spend(): Promise<MinuteOfUse> {
    const port = await freePort();
    const server = await Server.start({
      worker: true,
      env: {
        WORKER_METRICS_PORT: String(port),
        HOST: '127.0.0.1',
        SEND_RATE: `${SENDS}/1h`,
        EVENT_RATE: `${EVENTS}/1h`,
        HTTP_RATE: `${HTTP}/1h`,
        LOGIN_RATE: `${SIGN_INS}/1h`,
        MAX_SOCKETS_PER_USER: '2',
        MAX_STREAMS_PER_USER: '1',
      },
    });
    const minute = new MinuteOfUse(server, new Witness(server.url), `http://127.0.0.1:${port}`);
    minute.before = await Scrape.of(server.url);
    await minute.use();
    await minute.settled();
    return minute;
  }

  async end(): Promise<void> {
    this.witness.stop();
    await this.server.stop();
  }

  private async use(): Promise<void> {
    const [ana, bruno, carla, dora] = [
      await Person.register(this.server),
      await Person.register(this.server),
      await Person.register(this.server),
      await Person.register(this.server),
    ];
    const { id } = await ana.createChannel({}, [bruno, carla]);
    const sockets = [await ana.connect(), await bruno.connect(), await bruno.connect({ transports: ['polling'] })];
    await this.refusedConnections(bruno);
    const events = ['channel:changes'];
    const stream = await EventClient.open(this.server, `/channels/${id}/events`, { events, bearer: carla.accessToken });
    await this.talk(id, ana, bruno, carla, sockets);
    await stream.event(({ id: rev }) => rev === String(CHANGES));
    await this.memoryMeasured();
    this.during = await Scrape.of(this.server.url);
    stream.close();
    await this.catchUp(id, ana, sockets);
    await this.mistakes(ana, sockets);
    await this.limits(dora, carla);
    await this.stream(ana);
    await this.export(ana, id);
    for (const socket of sockets) socket.close();
  }

  /** Looked at in the database: who asks over and over reaches a limit that is counted here. */
  private async export(ana: Person, channelId: string): Promise<void> {
    const { id } = await order(ana, `/channels/${channelId}/exports`, { format: 'jsonl' });
    const sql = `SELECT FROM jobs WHERE id = $1 AND state = 'succeeded'`;
    const isDone = async () => (await this.server.db.query(sql, [id])).rowCount === 1;
    await until('the channel is exported', isDone, WITHIN_MS);
  }

  private async refusedConnections(bruno: Person): Promise<void> {
    await ChatSocket.refusal(this.server, bruno.accessToken);
    await ChatSocket.refusal(this.server, 'nonsense');
    const handshake = (transport: string, headers = {}) =>
      fetch(`${this.server.url}/socket.io/?EIO=4&transport=${transport}`, { headers });
    answered(403, await handshake('polling', { Origin: 'https://elsewhere.example' }));
    answered(400, await handshake('nonsense'));
  }

  /** 5 messages by socket and 3 by REST, each sent once more than needed; 3 edits and a deletion. */
  private async talk(id: string, ana: Person, bruno: Person, carla: Person, sockets: ChatSocket[]): Promise<void> {
    const [first, second] = sockets;
    if (!first || !second) throw new Error('nobody is connected');
    const key = crypto.randomUUID();
    for (let i = 0; i < 4; i++) await first.send(id, `message ${i}`);
    const { message } = await first.send(id, 'to be edited', key);
    await first.send(id, 'to be edited', key);
    await bruno.post(id, `for @${carla.username}`, key);
    await bruno.post(id, `for @${carla.username}`, key);
    await bruno.post(id, 'more');
    const { message: last } = await bruno.post(id, 'and more');
    await first.reaches(id, last.rev);
    this.heardAt = Date.now();
    await first.edit(message.id, 'edited');
    await first.edit(message.id, 'edited again');
    await bruno.call('PATCH', `/messages/${last.id}`, { body: 'edited too' });
    const deleted = await second.delete(last.id);
    for (const socket of sockets) await socket.reaches(id, deleted.message.rev);
    await ana.history(id);
  }

  /** The memory of connections is known from when garbage was collected. */
  private async memoryMeasured(): Promise<void> {
    collectGarbage();
    await until(
      'the memory of connections is known',
      async () => (await Scrape.of(this.server.url)).has('tertulia_connection_memory_bytes'),
      WITHIN_MS,
    );
  }

  private async catchUp(id: string, ana: Person, [first, second]: ChatSocket[]): Promise<void> {
    const { rev } = await ana.channel(id);
    await first?.sync({ [id]: 1 });
    await first?.sync({ [id]: rev });
    await first?.sync({ [id]: rev + 1000 });
    await ana.call('GET', `/channels/${id}/changes?since=2`);
    // The message of rev 8 was the last that is new. Of one socket one report a second counts.
    const report = { channelId: id, rev: 8, waitedMs: Date.now() - this.heardAt };
    if (first) await Promise.all([1, 2].map(() => first.request('delivery:report', report)));
    await second?.request('delivery:report', { channelId: id, rev: 1000, waitedMs: 0 });
  }

  private async mistakes(ana: Person, [first]: ChatSocket[]): Promise<void> {
    await first?.refuse('message:send', { nonsense: true });
    await first?.refuse('message:send', { channelId: noSuchId(), clientId: noSuchId(), body: 'to nobody' });
    await first?.refuse('nonsense');
    await ana.call('GET', `/channels/${noSuchId()}`);
    await ana.call('GET', '/nothing/of/this/name');
  }

  private async limits(dora: Person, carla: Person): Promise<void> {
    const { id } = await dora.createChannel();
    for (let i = 0; i < SENDS; i++) await dora.post(id, `message ${i}`);
    answered(429, await dora.call('POST', `/channels/${id}/messages`, { clientId: noSuchId(), body: 'one more' }));
    const socket = await dora.connect();
    for (let i = 0; i < EVENTS; i++) await socket.request('echo', i);
    await socket.refuse('echo', 'one more');
    socket.close();
    const login = (password: string) =>
      call(this.server, 'POST', '/auth/login', { body: { login: dora.username, password } });
    // Four have signed up.
    await dora.signInAgain();
    for (let i = 5; i < SIGN_INS; i++) answered(401, await login('wrong password'));
    answered(429, await login('wrong password'));
    for (let status = 200; status !== 429;) ({ status } = await carla.call('GET', '/users/me'));
  }

  private async stream(ana: Person): Promise<void> {
    const options = { events: ['notification'], bearer: ana.accessToken };
    const open = await EventClient.open(this.server, '/notifications/events', options);
    answered(429, { status: await EventClient.start(this.server, '/notifications/events', options).ended() });
    open.close();
  }

  /** Everything that follows from the use has happened, and has been counted. */
  private async settled(): Promise<void> {
    const open = async (statement: string) => Number((await this.server.db.query<{ n: string }>(statement)).rows[0]?.n);
    await until(
      'nothing is left to do',
      async () =>
        (await open('SELECT count(*) AS n FROM outbox')) === 0 &&
        (await open('SELECT count(*) AS n FROM recorded_events')) === 0 &&
        (await open(`SELECT count(*) AS n FROM jobs WHERE state IN ('queued', 'running')`)) === 0 &&
        (await open(`SELECT count(*) AS n FROM mails WHERE state IN ('queued', 'sending')`)) === 0 &&
        (await open(
          `SELECT count(*) AS n FROM deliveries WHERE state = 'sending' OR (state = 'planned' AND due_at <= now())`,
        )) === 0,
      WITHIN_MS,
    );
    await until(
      'no socket is left',
      async () => (await Scrape.of(this.server.url)).sum('tertulia_sockets') === 0,
      WITHIN_MS,
    );
    // Sweeps that begin at the same moment wait for each other, and what takes long to look up is left out of a scrape.
    await until(
      'a scrape is whole, and nobody waits for a connection',
      async () => {
        // The request of a scrape is counted once it is answered: by the next one.
        this.requested = Object.fromEntries(this.witness.seen);
        this.web = await Scrape.of(this.server.url);
        this.worker = await Scrape.of(this.workerUrl);
        return [this.web, this.worker].every(
          (scrape) =>
            scrape.has('tertulia_outbox_lag_seconds') && scrape.value('tertulia_database_pool_waiting_requests') === 0,
        );
      },
      WITHIN_MS,
    );
  }

  /** By the server, since the minute began. */
  countedRequests(): Record<string, number> {
    const [earlier, later] = [this.before, this.web].map((scrape) => scrape.counted('tertulia_http_requests_total'));
    const since = Object.entries(later ?? {}).map(([key, count]): [string, number] => [
      key,
      count - (earlier?.[key] ?? 0),
    ]);
    return Object.fromEntries(since.filter(([, count]) => count > 0));
  }
}

import { Queue } from 'bullmq';
import { Client } from 'pg';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AdministratorDashboard, LogPage } from '../../src/contract/dashboard.js';
import { Api } from '../support/cluster/api.js';
import { Cluster } from '../support/cluster/cluster.js';
import type { Instance } from '../support/cluster/instance.js';
import { Session } from '../support/cluster/session.js';
import { until } from '../support/cluster/until.js';

const PEOPLE = 12;
/** Of each person, on both instances in turn. */
const SOCKETS_EACH = 3;
const MESSAGES = 50;
const FAILURES = 6;
const REFUSALS = 4;
/** What was done is told this soon, by either instance. */
const TOLD_WITHIN_MS = 1000;
/** An instance that has come is told this soon what those had counted that are gone. */
const CAUGHT_UP_WITHIN_MS = 5000;
/** An instance that was killed is void this soon. */
const VOID_WITHIN_MS = 7000;
const READY_WITHIN_MS = 90_000;
/** So many steps are behind a figure, each of which a busy machine may hold up as long as an answer that costs nothing. */
const STEPS = 3;
/** A minute, and as long as one is waited for that is behind. */
const RECORDED_WITHIN_MS = 180_000;
/** While an instance starts, something is counted this often: what was counted before may be older than a minute then. */
const COUNTED_EVERY_MS = 10_000;

let cluster: Cluster;
let db: Client;
let owner: Session;
let people: Session[];
let channelId: string;
const sockets: { socket: Socket; instance: number }[] = [];
/** All that was done so far. */
const done = { messages: 0, failures: 0 };

beforeAll(async () => {
  cluster = await Cluster.start();
  db = new Client({ connectionString: cluster.postgres.url });
  await db.connect();
  const api = apiOf(0);
  // The first account is the owner's.
  owner = await Session.register(api, 'owner');
  people = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await Session.register(api, `person${i}`));
  const created = await api.expect(z.object({ id: z.string() }), 'POST', '/channels', owner, {
    name: 'all',
    kind: 'public',
  });
  channelId = created.id;
  await until('three processes', async () => (await Promise.all([look(0), look(1)])).every(isWhole), READY_WITHIN_MS);
});
afterAll(async () => {
  for (const { socket } of sockets) socket.disconnect();
  await db.end();
  await cluster.stop();
});

const urlOf = (instance: number) => cluster.web[instance === 0 ? 0 : 1].url;
const apiOf = (instance: number) => new Api(urlOf(instance));
const look = (instance: number): Promise<AdministratorDashboard> =>
  apiOf(instance).expect(AdministratorDashboard, 'GET', '/dashboard', owner);
const isWhole = ({ degraded, instances }: AdministratorDashboard) => !degraded && instances.length === 3;

async function connect(who: Session, instance: number): Promise<void> {
  const socket = io(urlOf(instance), {
    auth: { token: await who.token() },
    transports: ['websocket'],
    reconnection: false,
  });
  sockets.push({ socket, instance });
  await new Promise((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', reject);
  });
}

/** Jobs that no attempt can save. */
async function fail(count: number): Promise<void> {
  const queue = new Queue('push', { connection: { url: cluster.redis.url }, prefix: 'tertulia:queues' });
  await queue.addBulk(Array.from({ length: count }, () => ({ name: 'cleanup', data: 'no object' })));
  done.failures += count;
  await until('failed', async () => (await queue.getFailedCount()) === done.failures, READY_WITHIN_MS);
  await queue.close();
}

async function say(instance: number): Promise<void> {
  const message = { clientId: crypto.randomUUID(), body: 'counted' };
  await apiOf(instance).expect(z.unknown(), 'POST', `/channels/${channelId}/messages`, owner, message);
  done.messages++;
}

interface Told {
  online: number;
  sockets: number;
  messages: number;
  inChannel: number;
  failures: number;
  refusals: number;
}

const toldIn = ({
  people: { online },
  sockets: open,
  messages,
  channels,
  jobs,
  errors,
}: AdministratorDashboard): Told => ({
  online,
  sockets: open.total,
  messages: messages.accepted.lastMinute,
  inChannel: channels.top[0]?.messages ?? 0,
  failures: jobs.failedForGood,
  refusals: errors.byCode['forbidden'] ?? 0,
});

/** Answers how long it took until it held of these instances, less what a machine as busy as it was meanwhile adds. */
async function tookUntil(what: () => string, holds: () => Promise<boolean>, instances: number[]): Promise<number> {
  let slowestMs = 0;
  const measured = async () => {
    const started = performance.now();
    await Promise.all(instances.map(async (instance) => (await fetch(`${urlOf(instance)}/health/live`)).text()));
    slowestMs = Math.max(slowestMs, performance.now() - started);
  };
  const there = async () => (await Promise.all([holds(), measured()]))[0];
  return (await until(what, there, READY_WITHIN_MS)) - STEPS * slowestMs;
}

/** The same, until these instances said so. */
async function told(expected: Partial<Told>, instances: number[]): Promise<number> {
  const took = await Promise.all(
    instances.map((instance) => {
      let seen: Partial<Told> = {};
      const same = async () => {
        const all: Partial<Told> = toldIn(await look(instance));
        seen = Object.fromEntries(Object.entries(all).filter(([name]) => name in expected));
        return JSON.stringify(seen) === JSON.stringify(expected);
      };
      return tookUntil(() => `instance ${instance} says ${JSON.stringify(seen)}`, same, [instance]);
    }),
  );
  return Math.max(...took);
}

/** What the other instance and the worker count meanwhile, this one has missed. */
async function startWhileCounting(instance: Instance): Promise<void> {
  let countedAt = -Infinity;
  await instance.start();
  const starting = instance.awaitReady();
  let over = false;
  const end = () => (over = true);
  starting.then(end, end);
  const counted = async () => {
    if (performance.now() - countedAt > COUNTED_EVERY_MS) {
      countedAt = performance.now();
      await fail(1);
      await say(1);
    }
    return over;
  };
  await until('the start', counted, 2 * READY_WITHIN_MS);
  await starting;
}

/** How often the log has it. */
async function noted(action: string): Promise<number> {
  const { items } = await apiOf(1).expect(LogPage, 'GET', '/dashboard/log?source=system&limit=100', owner);
  return items.filter((entry) => entry.action === action).length;
}

describe('the figures of a cluster', () => {
  const all: Told = {
    online: PEOPLE,
    sockets: PEOPLE * SOCKETS_EACH,
    messages: MESSAGES,
    inChannel: MESSAGES,
    failures: FAILURES,
    refusals: REFUSALS,
  };

  it('equal what was done, within a second, whichever instance is asked', async () => {
    await Promise.all(
      people.flatMap((who, i) => Array.from({ length: SOCKETS_EACH }, (_, k) => connect(who, (i + k) % 2))),
    );
    const { online, sockets: open } = all;
    expect(await told({ online, sockets: open }, [0, 1])).toBeLessThan(TOLD_WITHIN_MS);
    await fail(FAILURES);
    for (let i = 0; i < REFUSALS; i++) await apiOf(i % 2).call('GET', '/admin/audit', people[0] ?? null);
    await Promise.all(Array.from({ length: MESSAGES }, (_, i) => say(i % 2)));
    expect(await told(all, [0, 1])).toBeLessThan(TOLD_WITHIN_MS);
  });

  it('stay right when an instance is killed: its connections are void, what it counted is not', async () => {
    await cluster.web[0].kill('SIGKILL');
    const left = sockets.filter(({ instance }) => instance === 1).length;
    // Everybody has a socket on either.
    expect(await told({ ...all, sockets: left }, [1])).toBeLessThan(VOID_WITHIN_MS);
    expect((await look(1)).instances.map(({ role }) => role).toSorted()).toEqual(['web', 'worker']);
    await until('its loss in the log', async () => (await noted('instance.lost')) === 1, READY_WITHIN_MS);
  });

  it('take it up again when it is back, and tell it what it has missed', async () => {
    await startWhileCounting(cluster.web[0]);
    await until('three processes', async () => (await Promise.all([look(0), look(1)])).every(isWhole), READY_WITHIN_MS);
    let seen: Told[] = [];
    const same = async () => {
      seen = (await Promise.all([look(0), look(1)])).map(toldIn);
      const [one, other] = seen.map(({ messages, failures }) => messages > 0 && failures > 0 && [messages, failures]);
      return one !== false && JSON.stringify(one) === JSON.stringify(other);
    };
    const took = await tookUntil(() => `the same: ${JSON.stringify(seen)}`, same, [0, 1]);
    expect(took).toBeLessThan(CAUGHT_UP_WITHIN_MS);
  });

  it('are without a process that ends as soon as it has, and nobody takes it for lost', async () => {
    await cluster.workers[0]?.terminate();
    const gone = async () => (await look(1)).instances.every(({ role }) => role === 'web');
    expect(await tookUntil(() => 'the worker is gone', gone, [1])).toBeLessThan(TOLD_WITHIN_MS);
    await until('its end in the log', async () => (await noted('instance.stopping')) === 1, READY_WITHIN_MS);
    expect(await noted('instance.lost')).toBe(1);
  });

  it('are recorded once for each minute, whoever records it', async () => {
    const recorded = async () => {
      const { rows } = await db.query<{ messages: string | null; failures: string | null }>(
        `SELECT sum((counts->>'accepted')::int) AS messages, sum((counts->>'failure/push')::int) AS failures
         FROM activity_history WHERE span = 'minute'`,
      );
      return { messages: Number(rows[0]?.messages), failures: Number(rows[0]?.failures) };
    };
    // What was counted together may belong to two minutes.
    const whole = async () => {
      const { messages, failures } = await recorded();
      return messages >= done.messages && failures >= done.failures;
    };
    await until('all is recorded', whole, RECORDED_WITHIN_MS);
    expect(await recorded()).toEqual(done);
  });
});

import { Module } from '@nestjs/common';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectionOptions } from '../../src/core/database/database.options.js';
import { toDomainError } from '../../src/core/errors/error-body.js';
import { UnitOfWork } from '../../src/core/outbox/unit-of-work.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;
const LOCK = 'SELECT FROM channels WHERE id = $1 FOR NO KEY UPDATE';

let server: Server;
let unitOfWork: UnitOfWork;
let ana: Person;
const clients: Client[] = [];

@Module({})
class ProbeModule {
  constructor(work: UnitOfWork) {
    unitOfWork = work;
  }
}

beforeAll(async () => {
  server = await Server.start({ modules: [ProbeModule] });
  ana = await Person.register(server);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await server.stop();
});

/** A connection as processes of the product have theirs, in a transaction that holds the channel. */
async function holderOf(channelId: string, url = server.env['DATABASE_URL'] ?? ''): Promise<Client> {
  const client = new Client({ ...connectionOptions(url), connectionTimeoutMillis: WITHIN_MS });
  clients.push(client);
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query(LOCK, [channelId]);
  return client;
}

const channels = async (count: number) =>
  (await Promise.all(Array.from({ length: count }, () => ana.createChannel()))).map(({ id }) => id).toSorted();

const statusOf = async (channelId: string) => {
  const body = { clientId: crypto.randomUUID(), body: 'hello' };
  return (await ana.call('POST', `/channels/${channelId}/messages`, body)).status;
};

it('channels that a lost process holds come back, and all others take messages meanwhile', async () => {
  const all = await channels(8);
  const [held, free] = [[all[2] ?? '', all[5] ?? ''], all.filter((_, i) => i !== 2 && i !== 5)];
  for (const id of held) await holderOf(id);
  const others = [];
  let back = false;
  const returns = held.map((id) =>
    until('it takes messages again', async () => (await statusOf(id)) === 201, WITHIN_MS),
  );
  const returned = Promise.allSettled(returns).then((results) => {
    back = true;
    return results.map(({ status }) => status);
  });
  while (!back) others.push(...(await Promise.all(free.map(statusOf))));
  expect(await returned).toEqual(held.map(() => 'fulfilled'));
  expect(others.filter((status) => status !== 201)).toEqual([]);
});

it('who waited behind one such channel does not wait behind the next', async () => {
  const [first = '', second = '', free = ''] = await channels(3);
  const holders = [await holderOf(first), await holderOf(second)];
  const behind = statusOf(first);
  const waits = async () => {
    const { rows } = await server.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%post_message%'`,
    );
    return rows[0]?.n === 1;
  };
  await until('it waits', waits, WITHIN_MS);
  const refused = statusOf(second);
  expect(await Promise.all([statusOf(free), behind, refused])).toEqual([201, 503, 503]);
  for (const holder of holders) await holder.query('ROLLBACK');
});

it('what a process waited for that is gone keeps nobody from what it held', async () => {
  const [mine = '', awaited = ''] = await channels(2);
  const lost = await holderOf(mine);
  const { rows: own } = await lost.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = own[0]?.pid;
  // Without the product's limits: it holds the channel for as long as it likes.
  const patient = new Client({ connectionString: server.env['DATABASE_URL'] });
  clients.push(patient);
  await patient.connect();
  await patient.query('BEGIN');
  await patient.query(LOCK, [awaited]);
  lost.query(LOCK, [awaited]).catch(() => undefined);
  const waits = async () => {
    const { rows } = await server.db.query<{ event: string | null }>(
      'SELECT wait_event_type AS event FROM pg_stat_activity WHERE pid = $1',
      [pid],
    );
    return rows[0]?.event === 'Lock';
  };
  await until('it waits', waits, WITHIN_MS);
  lost.connection.stream.destroy();
  await until('the channel is free', async () => (await statusOf(mine)) === 201, WITHIN_MS);
  // Which it did not wait for.
  await expect(server.db.query(`${LOCK} NOWAIT`, [awaited])).rejects.toThrow('could not obtain lock');
});

it('a transaction whose connection the server ended says that PostgreSQL is away', async () => {
  const refused = unitOfWork.run(async ({ manager }) => {
    const [row] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
    await server.db.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await until('it is known to be lost', () => manager.queryRunner?.isReleased === true, WITHIN_MS);
    await manager.query('SELECT 1');
  });
  const error: unknown = await refused.catch((reason: unknown) => reason);
  expect(toDomainError(error).code).toBe('unavailable');
});

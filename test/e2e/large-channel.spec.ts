import { Module } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WriterConnection } from '../../src/core/database/writer-connection.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const MEMBERS = 10_000;
const WITHIN_MS = 30_000;
/** What an act and the server's own business in between may touch: far below one row for each member. */
const FEW = MEMBERS / 20;
const POOL_SIZE = 5;
/** A backend tells of its work at the end of this, and not some seconds later. */
const FLUSH = 'SELECT pg_stat_force_next_flush()';

const processes: Connections[] = [];

/** All that one process has to the database. */
@Module({})
class Connections {
  constructor(
    private readonly dataSource: DataSource,
    private readonly writer: WriterConnection,
  ) {
    processes.push(this);
  }

  async flush(): Promise<void> {
    await this.writer.run({ name: 'flush', text: FLUSH }, [], { answerMs: WITHIN_MS, lockMs: WITHIN_MS });
    const runners: QueryRunner[] = [];
    try {
      // Held together they are all there are, and not one of them five times.
      for (let i = 0; i < POOL_SIZE; i++) {
        runners.push(await this.connected());
      }
      for (const runner of runners) await runner.query(FLUSH);
    } finally {
      for (const runner of runners) await runner.release();
    }
  }

  /** The pool itself waits for less long than a busy server takes to give one back. */
  private async connected(): Promise<QueryRunner> {
    for (const end = performance.now() + WITHIN_MS; ;) {
      const runner = this.dataSource.createQueryRunner();
      try {
        await runner.connect();
        return runner;
      } catch (error) {
        if (performance.now() > end) throw error;
      }
    }
  }
}

let server: Server;
let ana: Person;
let channelId: string;
let socket: ChatSocket;

interface Work {
  table: string;
  written: number;
  read: number;
}

/** Rows of each table, since the database was made. */
async function work(): Promise<Map<string, Work>> {
  for (const connections of processes) await connections.flush();
  await server.db.query(FLUSH);
  await server.db.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await server.db.query<Work>(
    `SELECT relname AS table, (n_tup_ins + n_tup_upd + n_tup_del)::int AS written,
            (seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read
     FROM pg_stat_user_tables`,
  );
  return new Map(rows.map((each) => [each.table, each]));
}

/** Between one and the other. */
const difference = (before: Map<string, Work>, after: Map<string, Work>): Work[] =>
  [...after.values()].map(({ table, written, read }) => ({
    table,
    written: written - (before.get(table)?.written ?? 0),
    read: read - (before.get(table)?.read ?? 0),
  }));

/** Until whoever follows the log has done all of it. */
const followed = () =>
  until(
    'the log was followed',
    async () => {
      const { rows } = await server.db.query<{ behind: number }>(
        `SELECT count(*)::int AS behind FROM log_cursors l JOIN channels c ON c.id = l.channel_id
         WHERE c.id = $1 AND l.seq < c.seq`,
        [channelId],
      );
      return rows[0]?.behind === 0;
    },
    WITHIN_MS,
  );

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { DATABASE_POOL_SIZE: String(POOL_SIZE) }, modules: [Connections] });
  const { worker } = server;
  new Connections(worker.get(DataSource, { strict: false }), worker.get(WriterConnection, { strict: false }));
  ana = await Person.register(server);
  const bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  await server.db.query(
    `INSERT INTO members (channel_id, user_id, role) SELECT $1, gen_random_uuid(), 'member' FROM generate_series(1, $2::int)`,
    [channelId, MEMBERS],
  );
  await server.db.query('ANALYZE');
  socket = await ana.connect();
  // What is asked for the first time only is asked.
  await socket.send(channelId, 'the first');
  await followed();
});
afterAll(() => server.stop());

const acts: [what: string, prepare: () => Promise<() => Promise<unknown>>][] = [
  ['a message', () => Promise.resolve(() => socket.send(channelId, 'to ten thousand'))],
  [
    'a reaction',
    async () => {
      const { message } = await socket.send(channelId, 'like it?');
      return () => socket.react(message.id, '👍');
    },
  ],
  [
    'a vote, counted',
    async () => {
      const { message } = await socket.poll(channelId, { options: ['yes', 'no'] });
      const choice = [message.poll?.options[0]?.id ?? ''];
      return async () => {
        await socket.vote(message.id, choice);
        await socket.reaches(channelId, message.rev + 1);
      };
    },
  ],
  [
    'a read marker',
    async () => {
      const { message } = await ana.post(channelId, 'read this');
      await server.db.query('UPDATE members SET read_seq = 0 WHERE channel_id = $1 AND user_id = $2', [
        channelId,
        ana.id,
      ]);
      return () => socket.read(channelId, message.seq);
    },
  ],
];

/** Tables in which the act touched more rows than it may. */
async function excess(prepare: () => Promise<() => Promise<unknown>>): Promise<Work[]> {
  const act = await prepare();
  await followed();
  const before = await work();
  await act();
  await followed();
  const done = difference(before, await work());
  expect(done.some(({ written }) => written > 0)).toBe(true);
  return done.filter(({ written, read }) => written > FEW || read > MEMBERS / 2);
}

it.each(acts)(`%s costs no work for each of ${MEMBERS} members`, async (_, prepare) => {
  // What a connection did that has ended since is counted when its backend has gone, at any moment: of the act itself it
  // would be each time.
  let found = await excess(prepare);
  for (let again = 0; found.length > 0 && again < 2; again++) found = await excess(prepare);
  expect(found).toEqual([]);
});

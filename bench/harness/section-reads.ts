import type { Bench } from './bench.js';
import { Database } from './database.js';
import { asPeople, populate } from './population.js';
import { timing } from './shape.js';
import type { Running, Subject } from './subject.js';
import { nothingKept } from './subject-tertulia.js';
import { write } from './writing.js';

const READERS = 100;
const CHANNELS = 50;
const MESSAGES = 200_000;
const QUICK_MESSAGES = 50_000;
/** More often than each of the readers asks. */
const WRITES_PER_SECOND = 200;
/** Everybody is in all channels; the first has the history. */
const population = populate(READERS, CHANNELS, () => Array.from({ length: CHANNELS }, (_, channel) => channel));
const [CHANNEL = '', OTHER_CHANNEL = ''] = population.channelIds;

interface Work {
  work: string;
  /** Null where the subject has no such thing. */
  path: (subject: Subject) => string | null;
  conditional?: boolean;
  coding?: string;
  /** Whether others write in another channel meanwhile. */
  written?: boolean;
}

const isNaive = ({ name }: Subject) => name === 'naive';
const prefix = (subject: Subject) => (isNaive(subject) ? '' : '/api/v1');

const WORKS: Work[] = [
  { work: 'reads/newest', path: (subject) => `${prefix(subject)}/channels/${CHANNEL}/messages` },
  {
    work: 'reads/gzip',
    path: (subject) => `${prefix(subject)}/channels/${CHANNEL}/messages`,
    coding: 'gzip, deflate',
  },
  { work: 'reads/older', path: (subject) => `${prefix(subject)}/channels/${CHANNEL}/messages?before={before}` },
  {
    work: 'reads/unchanged',
    path: (subject) => (isNaive(subject) ? null : `/api/v1/channels/${CHANNEL}/messages`),
    conditional: true,
  },
  {
    work: 'reads/written',
    path: (subject) => (isNaive(subject) ? null : `/api/v1/channels/${CHANNEL}/messages`),
    conditional: true,
    written: true,
  },
  { work: 'reads/channels', path: (subject) => `${prefix(subject)}/channels` },
  { work: 'reads/profile', path: (subject) => (isNaive(subject) ? null : '/api/v1/users/me') },
];

/** 100 people read the same, each on a connection of their own: the newest page of a long history, older ones, lists. */
export async function runReads(bench: Bench): Promise<void> {
  const running: Running[] = [];
  const messages = bench.options.quick ? QUICK_MESSAGES : MESSAGES;
  for (const subject of [bench.subjects.naive, ...bench.subjects.product.flatMap((each) => [each, nothingKept])]) {
    const each = await bench.launch(subject, { population });
    await fillHistory(each, messages);
    running.push(each);
  }
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const { work, path, conditional = false, coding = '', written = false } of WORKS) {
      for (const each of running) {
        const turn = { work, path: path(each.subject), conditional, coding, messages };
        if (written && turn.path !== null) await readUnderWrites(bench, each, turn);
        else await read(bench, each, turn);
      }
    }
  }
  await bench.stopAll();
}

interface Turn {
  work: string;
  path: string | null;
  conditional: boolean;
  coding: string;
  messages: number;
}

async function read(
  bench: Bench,
  running: Running,
  { work, path, conditional, coding, messages }: Turn,
): Promise<void> {
  if (path === null) return;
  const tokens = asPeople(population, bench.ground.jwtSecret).map(({ token }) => token);
  const places = { least: Math.floor(messages / 10), most: messages };
  const plan = { ports: running.ports, tokens, path, conditional, coding, ...places, ...timing(bench.options) };
  const { result, cpu } = await bench.reads(running, plan);
  const { requests, seconds, bytes, ms } = result;
  bench.samples.add(work, running.subject.name, {
    requestsPerSecond: requests / seconds,
    readP50: ms.p50,
    readP99: ms.p99,
    serverMicros: (cpu.server * 1e6) / requests,
    cpuMicros: ((cpu.server + cpu.postgres + cpu.redis) * 1e6) / requests,
    bytesEach: bytes / requests,
    loadShare: cpu.load / seconds,
  });
  bench.log(
    `  ${work}, ${running.subject.name}: ${Math.round(requests / seconds)} requests/s, ${Math.round((cpu.server * 1e6) / requests)} µs of the server`,
  );
}

async function readUnderWrites(bench: Bench, running: Running, turn: Turn): Promise<void> {
  const writing = { population, channelId: OTHER_CHANNEL, perSecond: WRITES_PER_SECOND };
  const stop = write(bench, running, writing);
  await read(bench, running, turn);
  bench.log(`  ${await stop()} messages were written meanwhile`);
}

/** The n-th message was sent n seconds after 1970, so that both kinds of server find the same page before a place. */
export async function fillHistory({ subject, databaseUrl }: Running, messages: number): Promise<void> {
  if (databaseUrl === null) throw new Error('nothing to read from');
  const database = new Database(databaseUrl, () => Promise.resolve());
  // As hard to compress as what people write, or harder.
  const text = `md5(n::text) || ' ' || md5((2 * n)::text) || ' ' || md5((3 * n)::text)`;
  if (isNaive(subject)) {
    await database.run(
      `insert into message (id, "channelId", "authorId", body, "createdAt")
       select gen_random_uuid(), $1, $2, ${text}, to_timestamp(n) from generate_series(1, $3::int) n`,
      [CHANNEL, population.people[0]?.id, messages],
    );
  } else {
    await database.run(
      `insert into messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
       select $1, n, n, gen_random_uuid(), $2, gen_random_uuid(), ${text}, '<p>' || ${text} || '</p>', to_timestamp(n)
       from generate_series(1, $3::int) n`,
      [CHANNEL, population.people[0]?.id, messages],
    );
    await database.run('update channels set seq = $2, rev = $2 where id = $1', [CHANNEL, messages]);
  }
  await database.run('vacuum analyze');
}

import type { Samples, Stat } from './samples.js';
import { judge } from './targets.js';

interface Column {
  title: string;
  metric: string;
  digits: number;
}

interface Table {
  title: string;
  note: string;
  works: { work: string; title: string }[];
  subjects: string[];
  columns: Column[];
}

const CHAT = ['naive', 'naive-insert', 'tertulia'];
const LOAD_COLUMN = { title: 'generator, cores', metric: 'loadShare', digits: 2 };

const TABLES: Table[] = [
  {
    title: 'Durable sends',
    note: 'Up to ten connections, each writing to a channel of its own; a send counts when its ack has come, which both chat servers give after storage. `insert` is one prepared single-row INSERT after another on one connection, without any server between. CPU is that of server, PostgreSQL and Redis for one message.',
    works: [1, 10, 100, 1_000].map((n) => ({ work: `sends/${n}`, title: `${n.toLocaleString('en')} in flight` })),
    subjects: [...CHAT, 'insert'],
    columns: [
      { title: 'acked/s', metric: 'ackedPerSecond', digits: 0 },
      { title: 'ack p50 ms', metric: 'ackP50', digits: 2 },
      { title: 'ack p99 ms', metric: 'ackP99', digits: 2 },
      { title: 'CPU µs', metric: 'cpuMicros', digits: 0 },
      { title: 'server µs', metric: 'serverMicros', digits: 0 },
      LOAD_COLUMN,
    ],
  },
  {
    title: '200 rooms of 10',
    note: '1,000 sockets, each in two rooms; every message is delivered to ten. Saturated: each socket has one send in flight. On two processes the naive server uses the Socket.IO Redis adapter.',
    works: [
      { work: 'rooms/1', title: 'saturated, 1 process' },
      { work: 'rooms/2', title: 'saturated, 2 processes' },
      { work: 'rooms-steady/1', title: '500 messages/s, 1 process' },
      { work: 'rooms-steady/2', title: '500 messages/s, 2 processes' },
    ],
    subjects: CHAT,
    columns: [
      { title: 'acked/s', metric: 'ackedPerSecond', digits: 0 },
      { title: 'ack p50 ms', metric: 'ackP50', digits: 1 },
      { title: 'delivery p50 ms', metric: 'deliveryP50', digits: 1 },
      { title: 'CPU µs', metric: 'cpuMicros', digits: 0 },
      { title: 'server µs', metric: 'serverMicros', digits: 0 },
      LOAD_COLUMN,
    ],
  },
  {
    title: 'One room of 500',
    note: 'Ten of the 500 write. Saturated: ten messages under way at any time. Steady: 10,000 deliveries a second. The chat servers store every message first; the CPU of a delivery is that of the server process.',
    works: [
      { work: 'fanout/saturated', title: 'saturated' },
      { work: 'fanout/steady', title: '10,000/s' },
    ],
    subjects: ['ws', 'naive', 'tertulia'],
    columns: [
      { title: 'deliveries/s', metric: 'deliveriesPerSecond', digits: 0 },
      { title: 'CPU s per million', metric: 'serverPerMillion', digits: 2 },
      { title: 'with PostgreSQL and Redis', metric: 'servingPerMillion', digits: 2 },
      { title: 'p50 ms', metric: 'deliveryP50', digits: 1 },
      { title: 'p99 ms', metric: 'deliveryP99', digits: 1 },
      { title: 'bytes each', metric: 'bytesPerDelivery', digits: 0 },
      LOAD_COLUMN,
    ],
  },
  {
    title: 'SOCKET_COMPRESSION',
    note: 'Tertulia, the room of 500 at 1,000 deliveries a second, texts of 2,000 characters, clients that agree to compression.',
    works: [{ work: 'compression', title: '1,000/s' }],
    subjects: ['off', 'threshold'],
    columns: [
      { title: 'bytes each', metric: 'bytesPerDelivery', digits: 0 },
      { title: 'CPU s per million', metric: 'serverPerMillion', digits: 2 },
      { title: 'p50 ms', metric: 'deliveryP50', digits: 1 },
      { title: 'p99 ms', metric: 'deliveryP99', digits: 1 },
    ],
  },
  {
    title: 'Connecting',
    note: '2,000 sockets, 200 at a time: connect, authenticate, join two rooms, be told so (`ws` does not authenticate).',
    works: [{ work: 'connect', title: '2,000 sockets' }],
    subjects: ['ws', 'naive', 'tertulia'],
    columns: [
      { title: 'joins/s', metric: 'joinsPerSecond', digits: 0 },
      { title: 'CPU µs', metric: 'cpuMicros', digits: 0 },
      LOAD_COLUMN,
    ],
  },
  {
    title: 'Memory',
    note: 'Growth of the resident memory of a fresh process by idle sockets in rooms of ten, once it has stopped moving.',
    works: [{ work: 'memory', title: 'idle' }],
    subjects: ['ws', 'naive', 'tertulia'],
    columns: [
      { title: 'KiB per socket', metric: 'kibPerSocket', digits: 1 },
      { title: 'sockets', metric: 'sockets', digits: 0 },
      { title: 'MiB before', metric: 'baseMib', digits: 0 },
    ],
  },
  {
    title: 'A message to 10,000',
    note: "One web and one worker process. Somebody writes @channel to 10,000 others; two people who are not among them talk in a direct channel, one message after the other. A notification counts when its line is committed, with why it was decided so, its planned push and e-mail, and an event for open screens; the delay is from the ack of a direct message to its `notification` on the receiver's socket. naive is one `save()` for each member, of one row and nothing else. CPU is seconds for 1,000 notifications: that of the worker (naive: of the process that saves), of PostgreSQL, of Redis.",
    works: [
      { work: 'notifications/quiet', title: 'the two alone' },
      { work: 'notifications/crowd', title: 'the crowd alone' },
      { work: 'notifications/both', title: 'both' },
    ],
    subjects: ['naive', 'tertulia'],
    columns: [
      { title: 'notifications/s', metric: 'perSecond', digits: 0 },
      { title: 'worker CPU s', metric: 'notifierPerThousand', digits: 3 },
      { title: 'PostgreSQL CPU s', metric: 'postgresPerThousand', digits: 3 },
      { title: 'Redis CPU s', metric: 'redisPerThousand', digits: 3 },
      { title: 'delay p50 ms', metric: 'delayP50', digits: 1 },
      { title: 'p99 ms', metric: 'delayP99', digits: 1 },
      { title: 'worst ms', metric: 'delayWorst', digits: 1 },
      { title: 'direct messages', metric: 'directs', digits: 0 },
    ],
  },
  {
    title: 'One event stream',
    note: "Everybody subscribes to one channel (SSE), 50 users with a share of the streams each. Messages are written over sockets, and stored first, with Tertulia; with the others by POST. Saturated: ten writers, ten messages under way at any time. One at a time: a single writer, so that nothing can be taken together. A delivery is a message that has come to a subscriber: what Tertulia commits together travels in one event, and the events of one tick in one write. `node:http` encodes an event of the same fields once and writes the same bytes to each response; `@Sse` is Nest's own way, an Observable of events; neither authenticates or stores. Each subscriber must have had each message once. Memory is the growth of the process from before the first subscriber until after the last event of the first turn.",
    works: [
      { work: 'streams/1000', title: '1,000, saturated' },
      { work: 'streams/5000', title: '5,000, saturated' },
      { work: 'streams-lone/5000', title: '5,000, one at a time' },
    ],
    subjects: ['node:http', '@Sse', 'tertulia'],
    columns: [
      { title: 'deliveries/s', metric: 'deliveriesPerSecond', digits: 0 },
      { title: 'events/s', metric: 'eventsPerSecond', digits: 0 },
      { title: 'CPU s per million', metric: 'serverPerMillion', digits: 2 },
      { title: 'p50 ms', metric: 'deliveryP50', digits: 1 },
      { title: 'p99 ms', metric: 'deliveryP99', digits: 1 },
      { title: 'KiB per subscriber', metric: 'kibPerSubscriber', digits: 1 },
      { title: 'bytes each', metric: 'bytesPerDelivery', digits: 0 },
      LOAD_COLUMN,
    ],
  },
  {
    title: 'Reads',
    note: 'One web process. 100 people, each with a connection of their own and one request at a time: pages of 50 of a history of 200,000 messages, the newest or one before a random place; the newest page for somebody who takes gzip, as browsers do, which naive does not give; the newest page again with the ETag of the last answer; the list of 50 channels; the own profile. Nobody writes meanwhile, but for one work: there the people write 200 messages a second in another channel, whose cost is in the CPU of the reads. naive is a Nest controller with a JWT guard and one TypeORM `find`; it has fewer columns, no memberships in its answer and no sessions that could end. CPU is for one request: of the server, and with PostgreSQL and Redis.',
    works: [
      { work: 'reads/newest', title: 'newest page' },
      { work: 'reads/gzip', title: 'newest page, gzip' },
      { work: 'reads/older', title: 'older page' },
      { work: 'reads/unchanged', title: 'newest page, 304' },
      { work: 'reads/written', title: 'newest page, 304, under writes' },
      { work: 'reads/channels', title: 'channel list' },
      { work: 'reads/profile', title: 'profile' },
    ],
    subjects: ['naive', 'tertulia, nothing kept', 'tertulia'],
    columns: [
      { title: 'requests/s', metric: 'requestsPerSecond', digits: 0 },
      { title: 'p50 ms', metric: 'readP50', digits: 2 },
      { title: 'p99 ms', metric: 'readP99', digits: 2 },
      { title: 'server µs', metric: 'serverMicros', digits: 0 },
      { title: 'CPU µs', metric: 'cpuMicros', digits: 0 },
      { title: 'bytes each', metric: 'bytesEach', digits: 0 },
      LOAD_COLUMN,
    ],
  },
  {
    title: 'Large channels',
    note: 'Tertulia with a little data and with much: a channel of 1,000 messages or of 1,000,000, and a reader in 10 channels or in 500. 20 people, one request at a time each: the newest page, the page around a random permalink, the page before a random place, the first page (up to 100) of the own channels. CPU is for one request, with PostgreSQL and Redis. The list of 10 is a tenth of the page that the reader in 500 gets.',
    works: [
      { work: 'large/newest', title: 'newest page' },
      { work: 'large/around', title: 'around a permalink' },
      { work: 'large/older', title: 'page up' },
      { work: 'large/channels', title: 'channel list' },
    ],
    subjects: ['small', 'large'],
    columns: [
      { title: 'requests/s', metric: 'requestsPerSecond', digits: 0 },
      { title: 'p50 ms', metric: 'readP50', digits: 2 },
      { title: 'p99 ms', metric: 'readP99', digits: 2 },
      { title: 'CPU µs', metric: 'cpuMicros', digits: 0 },
    ],
  },
  {
    title: 'The client',
    note: 'A room of 100 on Tertulia, ten of whom write, 5,000 deliveries a second: all of them clients of the package `@tertulia/client`, with ordered apply, cursors, outbox and stores in memory, or all of them the frugal clients of this benchmark, which look for the marks of a message in the bytes. CPU is that of the process in which all 100 are, for one delivery.',
    works: [{ work: 'client', title: '5,000/s' }],
    subjects: ['frugal', '@tertulia/client'],
    columns: [
      { title: 'CPU µs of a client', metric: 'clientMicros', digits: 1 },
      { title: 'ack p50 ms', metric: 'ackP50', digits: 2 },
      { title: 'delivery p50 ms', metric: 'deliveryP50', digits: 2 },
      { title: 'delivery p99 ms', metric: 'deliveryP99', digits: 2 },
    ],
  },
  {
    title: 'The web client',
    note: 'The web client in a headless Chromium beside the server, in a channel of 100,000 messages, while nobody writes there and while others write 50 messages a second. Typing: 150 keys, one every 40 ms; from a key until the frame that shows it is painted. Scrolling: 100 turns of the wheel of 1,000 pixels each, up from the newest end, with the pages of history that this takes. A long task holds the page up for more than 50 ms; elements are the most that the page had.',
    works: [
      { work: 'web/typing', title: 'typing' },
      { work: 'web/scrolling', title: 'scrolling' },
    ],
    subjects: ['quiet', '50 messages/s'],
    columns: [
      { title: 'key p50 ms', metric: 'keyP50', digits: 1 },
      { title: 'key p95 ms', metric: 'keyP95', digits: 1 },
      { title: 'long tasks, ms', metric: 'longTaskMs', digits: 0 },
      { title: 'seconds', metric: 'seconds', digits: 1 },
      { title: 'elements', metric: 'elements', digits: 0 },
    ],
  },
];

const number = (value: number, digits: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const cell = (stat: Stat | null, digits: number): string => {
  if (!stat) return '–';
  const median = number(stat.median, digits);
  if (stat.min === stat.max) return median;
  return `${median} (${number(stat.min, digits)}..${number(stat.max, digits)})`;
};

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;

function renderTable(samples: Samples, { title, note, works, subjects, columns }: Table): string | null {
  const rows = works.flatMap(({ work, title: workTitle }) =>
    subjects.flatMap((subject) => {
      const stats = columns.map(({ metric, digits }) => cell(samples.find(work, subject, metric), digits));
      return stats.every((text) => text === '–') ? [] : [row([workTitle, subject, ...stats])];
    }),
  );
  if (rows.length === 0) return null;
  const head = ['', 'subject', ...columns.map((column) => column.title)];
  return [`## ${title}`, '', note, '', row(head), row(head.map(() => '---')), ...rows].join('\n');
}

/** In their order on the page; null where the run has no figures for it. */
export const renderTables = (samples: Samples): { title: string; text: string | null }[] =>
  TABLES.map((table) => ({ title: table.title, text: renderTable(samples, table) }));

/** The targets that this run has figures for, with their ratios and whether they were met. */
export const renderVerdicts = (samples: Samples): Verdicts =>
  judge(samples).map(({ id, what, wants, bound, ratio, met }) => ({
    key: `| ${id} | ${what} |`,
    text:
      ratio === null
        ? null
        : row([id, what, `${wants === 'at least' ? '≥' : '≤'} ${bound}`, number(ratio, 2), met ? 'met' : '**missed**']),
  }));

/** A target is known by the beginning of its row. */
export type Verdicts = { key: string; text: string | null }[];

export function tabulateVerdicts(rows: string[]): string {
  if (rows.length === 0) return 'No target was measured in this run.';
  const head = ['', 'ratio', 'target', 'measured', ''];
  const met = rows.filter((text) => text.endsWith('| met |')).length;
  return [`${met} of ${rows.length} met.`, '', row(head), row(head.map(() => '---')), ...rows].join('\n');
}

import type { Bench } from './bench.js';
import { populate } from './population.js';
import { openFilesLimit, residentBytes } from './proc.js';
import { BODY_LENGTH, timing } from './shape.js';
import type { Running } from './subject.js';
import { bareHttp, nestSse } from './subject-sse.js';

const RESERVED_FILES = 500;
/** Saturated: each has a message under way. More would measure the queue's delay and not the server's. */
const WRITERS = 10;
/** Nothing can be taken together: a single writer, and a next message before the last one has reached everybody. */
const LONE = { work: 'streams-lone', writers: 1, window: 2 };
const SATURATED = { work: 'streams', writers: WRITERS, window: WRITERS };
const SHAPES = [
  { ...SATURATED, subscribers: 1_000 },
  { ...SATURATED, subscribers: 5_000 },
  { ...LONE, subscribers: 5_000 },
];
type Shape = (typeof SHAPES)[number];
/** Each of them has their share of the streams. */
const PEOPLE = 50;

const population = populate(PEOPLE, 1, () => [0]);
const [channelId] = population.channelIds;

const paths = ({ subject: { name } }: Running) =>
  name === 'tertulia'
    ? { eventsPath: `/api/v1/channels/${channelId}/events`, publishPath: null }
    : { eventsPath: '/events', publishPath: '/publish' };

const resident = ({ pids }: Running): number => pids.reduce((sum, pid) => sum + residentBytes(pid), 0);

async function takeTurn(bench: Bench, running: Running, shape: Shape, first: boolean): Promise<void> {
  const { work, subscribers, ...pacing } = shape;
  const before = resident(running);
  const plan = { ...paths(running), subscribers, ...pacing, bodyLength: BODY_LENGTH, ...timing(bench.options) };
  const { result, cpu, held } = await bench.streams(running, population, plan, () => resident(running));
  const metrics = {
    deliveriesPerSecond: result.delivered / result.seconds,
    eventsPerSecond: result.events / result.seconds,
    deliveryP50: result.deliveryMs.p50,
    deliveryP99: result.deliveryMs.p99,
    serverPerMillion: (cpu.server * 1e6) / (result.delivered || 1),
    bytesPerDelivery: result.bytes / (result.delivered || 1),
    loadShare: cpu.load / result.seconds,
  };
  const kibPerSubscriber = (held - before) / 1_024 / subscribers;
  const { name } = running.subject;
  // Later turns find the memory of earlier ones.
  bench.samples.add(`${work}/${subscribers}`, name, { ...metrics, ...(first && { kibPerSubscriber }) });
  bench.log(
    `  ${work} ${subscribers}, ${name}: ${Math.round(metrics.deliveriesPerSecond)} deliveries/s in ` +
      `${Math.round(metrics.eventsPerSecond)} events/s, ${metrics.serverPerMillion.toFixed(2)} CPU s per million, ` +
      `p99 ${metrics.deliveryP99.toFixed(1)} ms, ${kibPerSubscriber.toFixed(1)} KiB each`,
  );
}

/** Everybody subscribes to one channel; an event is what is written there. */
export async function runStreams(bench: Bench): Promise<void> {
  const most = openFilesLimit() - RESERVED_FILES;
  for (const shape of SHAPES) {
    const subscribers = Math.min(shape.subscribers, most);
    // A process that has served others before has their memory: each shape has servers of its own.
    const running: Running[] = [];
    for (const subject of [bareHttp, nestSse, ...bench.subjects.product]) {
      running.push(await bench.launch(subject, { population }));
    }
    for (let round = 0; round < bench.options.rounds; round++) {
      for (const each of running) await takeTurn(bench, each, { ...shape, subscribers }, round === 0);
    }
    for (const each of running) await bench.finish(each);
  }
}

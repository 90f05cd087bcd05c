import type { Bench } from './bench.js';
import { asPeople, type Population, populate } from './population.js';
import { fillHistory } from './section-reads.js';
import { timing } from './shape.js';
import type { Running } from './subject.js';

const READERS = 20;
const LARGE = { messages: 1_000_000, channels: 500 };
const SMALL = { messages: 1_000, channels: 10 };

/** What a client asks for when it opens a channel, goes to a permalink, scrolls up, and starts. */
const WORKS = [
  { work: 'large/newest', path: 'channels/{channel}/messages' },
  { work: 'large/around', path: 'channels/{channel}/messages?around={before}' },
  { work: 'large/older', path: 'channels/{channel}/messages?before={before}' },
  { work: 'large/channels', path: 'channels?limit=100' },
];

/** The same calls to the same server with a little data and with much: what is index-backed costs the same. */
export async function runLarge(bench: Bench): Promise<void> {
  const [product] = bench.subjects.product;
  if (!product) return;
  const worlds = await Promise.all(
    [
      { name: 'small', ...SMALL },
      { name: 'large', ...LARGE },
    ].map(async ({ name, messages, channels }) => {
      const population = populate(READERS, channels, () => Array.from({ length: channels }, (_, channel) => channel));
      const running = await bench.launch(product, { population });
      await fillHistory(running, messages);
      return { name, messages, population, running };
    }),
  );
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const { work, path } of WORKS) {
      for (const world of worlds) await read(bench, { work, path, ...world });
    }
  }
  await bench.stopAll();
}

interface Turn {
  work: string;
  path: string;
  name: string;
  messages: number;
  population: Population;
  running: Running;
}

async function read(bench: Bench, { work, path, name, messages, population, running }: Turn): Promise<void> {
  const [channel = ''] = population.channelIds;
  const { result, cpu } = await bench.reads(running, {
    ports: running.ports,
    tokens: asPeople(population, bench.ground.jwtSecret).map(({ token }) => token),
    path: `/api/v1/${path.replace('{channel}', channel)}`,
    conditional: false,
    coding: '',
    least: Math.floor(messages / 10),
    most: messages,
    ...timing(bench.options),
  });
  const { requests, seconds, ms } = result;
  bench.samples.add(work, name, {
    requestsPerSecond: requests / seconds,
    readP50: ms.p50,
    readP99: ms.p99,
    cpuMicros: ((cpu.server + cpu.postgres + cpu.redis) * 1e6) / requests,
  });
  bench.log(`  ${work}, ${name}: ${Math.round(requests / seconds)} requests/s, p50 ${ms.p50.toFixed(1)} ms`);
}

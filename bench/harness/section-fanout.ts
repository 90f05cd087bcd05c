import type { Pacing } from '../load/plan.js';
import type { Bench } from './bench.js';
import { trafficMetrics } from './metrics.js';
import { populate } from './population.js';
import { BODY_LENGTH, timing } from './shape.js';
import type { Running } from './subject.js';

const ROOM = 500;
const WRITERS = 10;
/** Messages under way at saturation, one for each writer: more would measure the queue's delay and not the server's. */
const WINDOW = WRITERS;
const STEADY_DELIVERIES = 10_000;
/** What a deflating server still keeps up with. */
const CALM_DELIVERIES = 1_000;
const LONG_BODY_LENGTH = 2_000;
const COMPRESSION_ROUNDS = 3;

const population = populate(ROOM, 1, () => [0]);
const lanes = population.channelIds.flatMap((channelId) =>
  Array.from({ length: WRITERS }, (_, person) => ({ person, channelId })),
);
const saturated: Pacing = { by: 'deliveries', window: WINDOW };
const steady: Pacing = { by: 'rate', perSecond: STEADY_DELIVERIES / ROOM };
const calm: Pacing = { by: 'rate', perSecond: CALM_DELIVERIES / ROOM };

interface Turn {
  work: string;
  name: string;
  pacing: Pacing;
  bodyLength: number;
}

async function takeTurn(bench: Bench, running: Running, { work, name, pacing, bodyLength }: Turn): Promise<void> {
  const measured = await bench.traffic(running, population, {
    lanes,
    pacing,
    audience: ROOM,
    bodyLength,
    ...timing(bench.options),
  });
  const metrics = trafficMetrics(measured);
  bench.samples.add(work, name, metrics);
  const { deliveriesPerSecond = 0, serverPerMillion = 0, deliveryP99 = 0 } = metrics;
  bench.log(
    `  ${work}, ${name}: ${Math.round(deliveriesPerSecond)} deliveries/s, ` +
      `${serverPerMillion.toFixed(2)} CPU s per million, p99 ${deliveryP99.toFixed(1)} ms`,
  );
}

/** One room of 500, ten of them writing: as fast as it goes, and at a steady rate. */
export async function runFanout(bench: Bench): Promise<void> {
  const running = [];
  for (const subject of [bench.subjects.ws, bench.subjects.naive, ...bench.subjects.product]) {
    running.push(await bench.launch(subject, { population }));
  }
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const [work, pacing] of [
      ['fanout/saturated', saturated],
      ['fanout/steady', steady],
    ] as const) {
      for (const each of running) {
        await takeTurn(bench, each, { work, name: each.subject.name, pacing, bodyLength: BODY_LENGTH });
      }
    }
  }
  for (const each of running) await bench.finish(each);
}

/** The same room with long messages, the product's frames compressed over the threshold or not at all. */
export async function runCompression(bench: Bench): Promise<void> {
  const [product] = bench.subjects.product;
  if (!product) return;
  const modes = [
    { name: 'off', running: await bench.launch(product, { population }) },
    { name: 'threshold', running: await bench.launch(product, { population, compress: true }) },
  ];
  for (let round = 0; round < Math.min(bench.options.rounds, COMPRESSION_ROUNDS); round++) {
    for (const { name, running } of modes) {
      await takeTurn(bench, running, { work: 'compression', name, pacing: calm, bodyLength: LONG_BODY_LENGTH });
    }
  }
  for (const { running } of modes) await bench.finish(running);
}

import type { Pacing } from '../load/plan.js';
import type { Bench } from './bench.js';
import { trafficMetrics } from './metrics.js';
import { populate } from './population.js';
import { BODY_LENGTH, timing } from './shape.js';
import type { Running } from './subject.js';

const PEOPLE = 1_000;
const ROOMS = 200;
const ROOM_SIZE = 10;
const STEADY_MESSAGES = 500;

const population = populate(PEOPLE, ROOMS, (person) => {
  const own = person % ROOMS;
  return [own, (own + 1 + Math.floor(person / ROOMS)) % ROOMS];
});
const lanes = population.people.flatMap(({ channelIds: [channelId] }, person) =>
  channelId === undefined ? [] : [{ person, channelId }],
);
const saturated: Pacing = { by: 'acks', inFlight: PEOPLE };
const steady: Pacing = { by: 'rate', perSecond: STEADY_MESSAGES };

async function takeTurn(bench: Bench, running: Running, work: string, pacing: Pacing): Promise<void> {
  const measured = await bench.traffic(running, population, {
    lanes,
    pacing,
    audience: ROOM_SIZE,
    bodyLength: BODY_LENGTH,
    ...timing(bench.options),
  });
  const metrics = trafficMetrics(measured);
  bench.samples.add(work, running.subject.name, metrics);
  const { ackedPerSecond = 0, cpuMicros = 0, ackP50 = 0 } = metrics;
  bench.log(
    `  ${work}, ${running.subject.name}: ${Math.round(ackedPerSecond)} acked/s, ` +
      `${Math.round(cpuMicros)} CPU µs each, p50 ${ackP50.toFixed(1)} ms`,
  );
}

/** 1,000 people, each in two of 200 rooms of ten: as fast as it goes, and at a steady rate; on one process and on two. */
export async function runRooms(bench: Bench): Promise<void> {
  const running: Running[] = [];
  for (const instances of [1, 2]) {
    for (const subject of [bench.subjects.naive, ...bench.subjects.product]) {
      running.push(await bench.launch(subject, { population, instances }));
    }
  }
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const each of running) await takeTurn(bench, each, `rooms/${each.ports.length}`, saturated);
    for (const each of running) await takeTurn(bench, each, `rooms-steady/${each.ports.length}`, steady);
  }
  for (const each of running) await bench.finish(each);
}

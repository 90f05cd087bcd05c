import type { Bench } from './bench.js';
import { trafficMetrics } from './metrics.js';
import { populate } from './population.js';
import { BODY_LENGTH, timing } from './shape.js';

const PEOPLE = 1_000;
const ROOMS = 200;
const ROOM_SIZE = 10;

/** 1,000 people, each in two of 200 rooms of ten, each with one send in flight; on one process and on two. */
export async function runRooms(bench: Bench): Promise<void> {
  const population = populate(PEOPLE, ROOMS, (person) => {
    const own = person % ROOMS;
    return [own, (own + 1 + Math.floor(person / ROOMS)) % ROOMS];
  });
  const lanes = population.people.flatMap(({ channelIds: [channelId] }, person) =>
    channelId === undefined ? [] : [{ person, channelId }],
  );
  for (const instances of [1, 2]) {
    const running = [];
    for (const subject of [bench.subjects.naive, ...bench.subjects.product]) {
      running.push(await bench.launch(subject, { population, instances }));
    }
    for (let round = 0; round < bench.options.rounds; round++) {
      for (const each of running) {
        const measured = await bench.traffic(each, population, {
          lanes,
          pacing: { by: 'acks', inFlight: PEOPLE },
          audience: ROOM_SIZE,
          bodyLength: BODY_LENGTH,
          ...timing(bench.options),
        });
        const metrics = trafficMetrics(measured);
        bench.samples.add(`rooms/${instances}`, each.subject.name, metrics);
        bench.log(
          `  ${instances} process(es), ${each.subject.name}: ${Math.round(metrics['ackedPerSecond'] ?? 0)} acked/s`,
        );
      }
    }
    for (const each of running) await bench.finish(each);
  }
}

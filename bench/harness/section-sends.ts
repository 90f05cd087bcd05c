import type { Bench } from './bench.js';
import { trafficMetrics } from './metrics.js';
import { populate } from './population.js';
import { BODY_LENGTH, timing } from './shape.js';

const IN_FLIGHT = [1, 10, 100, 1_000];
const SENDERS = 10;

/** Durable sends: up to ten connections, each writing to a channel of its own. */
export async function runSends(bench: Bench): Promise<void> {
  const population = populate(SENDERS, SENDERS, (person) => [person]);
  const subjects = [bench.subjects.naive, bench.subjects.naiveInsert, ...bench.subjects.product];
  const running = [];
  for (const subject of subjects) running.push(await bench.launch(subject, { population }));
  const database = await bench.ground.databases.create('insert');

  for (let round = 0; round < bench.options.rounds; round++) {
    for (const inFlight of IN_FLIGHT) {
      const senders = Math.min(inFlight, SENDERS);
      for (const each of running) {
        const measured = await bench.traffic(
          each,
          { ...population, people: population.people.slice(0, senders) },
          {
            lanes: population.channelIds.slice(0, senders).map((channelId, person) => ({ person, channelId })),
            pacing: { by: 'acks', inFlight },
            audience: 1,
            bodyLength: BODY_LENGTH,
            ...timing(bench.options),
          },
        );
        const metrics = trafficMetrics(measured);
        bench.samples.add(`sends/${inFlight}`, each.subject.name, metrics);
        bench.log(
          `  ${inFlight} in flight, ${each.subject.name}: ${Math.round(metrics['ackedPerSecond'] ?? 0)} acked/s`,
        );
      }
    }
    const { ms, inserted } = await bench.inserts({
      databaseUrl: database.url,
      measureMs: timing(bench.options).measureMs,
    });
    bench.samples.add('sends/1', 'insert', { ackP50: ms.p50, ackP99: ms.p99 });
    bench.log(`  raw INSERT: p50 ${ms.p50.toFixed(2)} ms over ${inserted}`);
  }
  for (const each of running) await bench.finish(each);
  await database.drop();
}

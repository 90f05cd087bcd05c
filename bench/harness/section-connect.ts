import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.js';
import { populate } from './population.js';

const SOCKETS = 2_000;
const ROOMS = 400;
const CONCURRENCY = 200;
const LEAVE_MS = 500;

/** Connect, authenticate, join two rooms of ten, be told so: 2,000 times, 200 at a time. */
export async function runConnect(bench: Bench): Promise<void> {
  const population = populate(SOCKETS, ROOMS, (person) => [person % ROOMS, (person + 1) % ROOMS]);
  const running = [];
  for (const subject of [bench.subjects.ws, bench.subjects.naive, ...bench.subjects.product]) {
    const each = await bench.launch(subject, { population });
    running.push(each);
    // A server's first sockets also pay for its own warm-up.
    await bench.connect(each, { ...population, people: population.people.slice(0, CONCURRENCY) }, CONCURRENCY);
  }
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const each of running) {
      const { result, cpu } = await bench.connect(each, population, CONCURRENCY);
      const joinsPerSecond = result.joined / result.seconds;
      bench.samples.add('connect', each.subject.name, {
        joinsPerSecond,
        cpuMicros: ((cpu.server + cpu.postgres + cpu.redis) * 1e6) / result.joined,
        loadShare: cpu.load / result.seconds,
      });
      bench.log(`  ${each.subject.name}: ${Math.round(joinsPerSecond)} joins/s`);
      await sleep(LEAVE_MS);
    }
  }
  for (const each of running) await bench.finish(each);
}

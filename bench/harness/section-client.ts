import type { Bench } from './bench.js';
import { populate } from './population.js';
import { BODY_LENGTH, timing } from './shape.js';

const ROOM = 100;
const WRITERS = 10;
const DELIVERIES = 5_000;
const MAX_ROUNDS = 3;

const population = populate(ROOM, 1, () => [0]);
const lanes = population.channelIds.flatMap((channelId) =>
  Array.from({ length: WRITERS }, (_, person) => ({ person, channelId })),
);

/** What the package costs an application, beside clients that do no more than count. */
export async function runClient(bench: Bench): Promise<void> {
  const [product] = bench.subjects.product;
  if (!product) return;
  const running = await bench.launch(product, { population });
  for (let round = 0; round < Math.min(bench.options.rounds, MAX_ROUNDS); round++) {
    for (const [name, clients] of [
      ['frugal', 'frugal'],
      ['@tertulia/client', 'package'],
    ] as const) {
      const { result, cpu } = await bench.traffic(running, population, {
        clients,
        lanes,
        pacing: { by: 'rate', perSecond: DELIVERIES / ROOM },
        audience: ROOM,
        bodyLength: BODY_LENGTH,
        ...timing(bench.options),
      });
      const clientMicros = (cpu.load * 1e6) / result.delivered;
      bench.samples.add('client', name, {
        clientMicros,
        ackP50: result.ackMs.p50,
        deliveryP50: result.deliveryMs.p50,
        deliveryP99: result.deliveryMs.p99,
      });
      bench.log(`  ${name}: ${clientMicros.toFixed(1)} µs of a client for a delivery`);
    }
  }
  await bench.finish(running);
}

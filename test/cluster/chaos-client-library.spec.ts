import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAllDrift } from '../../src/drift.js';
import { check } from '../support/cluster/checker.js';
import { Cluster } from '../support/cluster/cluster.js';
import { DroppedFrames } from '../support/cluster/dropped-frames.js';
import { LibraryCrowd } from '../support/cluster/library-crowd.js';
import { report } from '../support/cluster/report.js';
import { lasting } from '../support/cluster/scenario.js';
import { Town } from '../support/cluster/town.js';
import { until } from '../support/cluster/until.js';

const PEOPLE = 50;
const WARM_ACKS = 200;
const ACKS_BETWEEN = 300;
const CUT_MS = 1_500;
const UNREST_EVERY_MS = 400;
const CALM_WITHIN_MS = 60_000;
const NAME = 'clients of the package through everything at once';

const dropped = new DroppedFrames(0.2);
let cluster: Cluster;

beforeAll(async () => {
  const { nodeArgs = [], env } = dropped.options;
  // Each client has a socket and a stream too many for a moment, whenever it changes or dies.
  cluster = await Cluster.start({
    nodeArgs,
    env: { ...env, MAX_SOCKETS_PER_USER: '1000', MAX_STREAMS_PER_USER: '1000' },
  });
});
afterAll(async () => {
  await cluster.stop();
  dropped.remove();
});

/** Cuts, swallowed answers and a dead instance, on each side in turn, while clients die and change transports. */
async function disturb(crowd: LibraryCrowd): Promise<void> {
  for (const [index, instance] of cluster.web.entries()) {
    const [way, other] = [crowd.ways[index], crowd.ways[1 - index]];
    way?.cut();
    await lasting(CUT_MS);
    way?.restore();
    other?.swallowAnswers();
    await lasting(CUT_MS);
    other?.restore();
    await acks(crowd, ACKS_BETWEEN);
    await instance.kill('SIGKILL');
    await acks(crowd, ACKS_BETWEEN);
    await instance.start();
    await instance.awaitReady();
    way?.blackhole();
    await lasting(CUT_MS);
    way?.restore();
    await acks(crowd, ACKS_BETWEEN);
  }
}

async function acks(crowd: LibraryCrowd, count: number): Promise<void> {
  const before = crowd.acked;
  await until(
    () => `${crowd.acked - before} acks of ${count}`,
    () => crowd.acked - before >= count,
    45_000,
  );
}

it('50 clients lose, double and mix up nothing, and forget no message that is still to be sent', async () => {
  const started = performance.now();
  const seed = Number(process.env['CLUSTER_SEED'] ?? Math.floor(Math.random() * 1e6));
  const town = await Town.settle(cluster, PEOPLE);
  const crowd = await LibraryCrowd.gather(cluster, await town.openChannels('library'), seed);
  try {
    crowd.startTraffic();
    await acks(crowd, WARM_ACKS);
    crowd.startUnrest(UNREST_EVERY_MS);
    await disturb(crowd);
    const settledMs = await crowd.calm(CALM_WITHIN_MS);
    const caughtUpMs = await crowd.caughtUp(CALM_WITHIN_MS);
    const history = await crowd.history();
    const verdict = check(history).explain();
    const drift = await findAllDrift(cluster.postgres.url);
    const total = (count: (device: (typeof crowd.devices)[number]) => number): number =>
      crowd.devices.reduce((sum, device) => sum + count(device), 0);
    const figures = {
      clients: crowd.devices.length,
      sent: history.sends.length,
      acked: crowd.acked,
      refused: crowd.refused,
      stored: history.stored.length,
      applied: total(({ fact }) => [...fact.applied.values()].reduce((sum, log) => sum + log.length, 0)),
      restarts: total(({ restarts }) => restarts),
      switches: total(({ switches }) => switches),
      resets: total(({ resets }) => resets),
      diedBeforeKept: total(({ unkept }) => unkept),
      droppedFrames: dropped.count,
      settledMs,
    };
    const seconds = (performance.now() - started) / 1_000;
    report([{ scenario: NAME, seconds, verdict, seed, caughtUpMs, figures }], 'client-library');
    expect(verdict).toBe('clean');
    expect(drift).toEqual([]);
    expect(figures.acked + figures.refused).toBe(figures.sent);
    expect(figures.droppedFrames).toBeGreaterThan(100);
    expect(figures.restarts).toBeGreaterThan(20);
    expect(figures.switches).toBeGreaterThan(20);
  } finally {
    await crowd.close();
  }
});

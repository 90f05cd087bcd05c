import { describe, expect, it } from 'vitest';
import type { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { now } from '../support/cluster/clock.js';
import type { Fault, Run } from '../support/cluster/scenario.js';
import { breachesOf, FAULT_MS, lasting, useCluster } from '../support/cluster/scenario.js';
import { until } from '../support/cluster/until.js';

/** What is committed cannot be known, nor an ack be given, while the database is away from these instances. */
async function away(
  instances: readonly number[],
  leave: () => Promise<void>,
  back: () => Promise<void>,
): Promise<Fault> {
  const from = now();
  await leave();
  await lasting(FAULT_MS);
  await back();
  const at = now();
  return {
    from,
    until: at,
    returned: instances.map((instance) => ({ instance, at })),
    blind: instances.map((instance) => ({ instance, from, until: at })),
  };
}

describe('a cluster whose PostgreSQL fails', () => {
  const play = useCluster('postgres');

  it('says unavailable while PostgreSQL is killed, and loses nothing', async () => {
    const result = await play({
      name: 'PostgreSQL killed, restarted',
      fault: ({ cluster: { postgres } }) =>
        away(
          [0, 1],
          () => postgres.kill('SIGKILL'),
          () => postgres.start(),
        ),
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.figures.unavailable).toBeGreaterThan(0);
  });

  it('says unavailable within 3 s while PostgreSQL hangs, and loses nothing', async () => {
    const result = await play({
      name: 'PostgreSQL hangs',
      fault: ({ cluster: { postgres } }) =>
        away(
          [0, 1],
          () => postgres.kill('SIGSTOP'),
          () => postgres.kill('SIGCONT'),
        ),
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.figures.unavailable).toBeGreaterThan(0);
  });

  it.each(['blackhole', 'cut'] as const)('goes on while one instance has no way to PostgreSQL (%s)', async (way) => {
    const result = await play({
      name: `one instance without PostgreSQL (${way})`,
      fault: ({ cluster }) => {
        const { postgres } = cluster.web[0];
        return away(
          [0],
          async () => postgres[way](),
          async () => postgres.restore(),
        );
      },
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.figures.unavailable).toBeGreaterThan(0);
  });

  it('stores once what was committed when the answer to COMMIT got lost', async () => {
    const result = await play({ name: 'answers of PostgreSQL swallowed', fault: swallowThrice });
    expect(breachesOf(result)).toEqual([]);
    expect(result.figures.recovered).toBeGreaterThan(0);
  });
});

async function swallowThrice(run: Run): Promise<Fault> {
  const from = now();
  const [blind, returned]: [Required<Fault>['blind'], Required<Fault>['returned']] = [[], []];
  const { postgres } = run.cluster.web[0];
  for (let round = 0; round < 3; round++) {
    const gone = now();
    await swallowUntilNoticed(run, postgres);
    const at = now();
    blind.push({ instance: 0, from: gone, until: at });
    returned.push({ instance: 0, at });
    await until('acks from the instance that lost answers', () => run.acksSince(at, 0) >= 50, 60_000);
    // Who waited through this round is not to wait through the next one too: that would be two faults in one answer.
    const waits = () =>
      run.crowd.senders.some(({ underWay }) =>
        [...underWay].some(({ instance, startedAt }) => instance === 0 && startedAt < at),
      );
    await until('answers to what was sent before', () => !waits(), 60_000);
  }
  return { from, until: now(), blind, returned, extra: { swallowedBytes: postgres.swallowedBytes } };
}

/** Until sockets hear of it too: the server tries again by itself for as long as a send may wait. */
async function swallowUntilNoticed({ outcomesSince }: Run, postgres: BreakableProxy): Promise<void> {
  const gone = now();
  postgres.swallowAnswers();
  await until('clients that hear of it', () => outcomesSince(gone, 'unavailable', 0, 'socket') >= 5, 60_000);
  postgres.restore();
}

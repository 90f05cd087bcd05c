import { describe, expect, it } from 'vitest';
import { now } from '../support/cluster/clock.js';
import { breachesOf, type Fault, type Run, useCluster } from '../support/cluster/scenario.js';
import { until } from '../support/cluster/until.js';

const REMOVED_USER = 7;
const ACKS_AFTER_REMOVAL = 1_500;

/** The user has a device on each instance; the removal goes to one of them, in the middle of the flood. */
async function removeMember({ crowd, town, cluster, acksSince }: Run): Promise<Fault> {
  const from = now();
  const devices = crowd.clients.filter(({ fact }) => fact.device.startsWith(`client ${REMOVED_USER}/`));
  const all = [...devices, ...crowd.clients.filter(({ fact }) => fact.device === `client ${REMOVED_USER}`)];
  const who = all[0]?.options.who;
  const channelId = all[0]?.options.channels[0];
  if (!who || channelId === undefined) throw new Error('no user to remove');
  await town.remove(0, channelId, who.userId);
  const answeredAt = now();
  const removal = answeredAt - from;
  await crowd.noteRemoval(who.userId, channelId);
  const told = await until('channel:left', () => all.every(({ copies }) => !copies.has(channelId)), 30_000);
  await until('a flood after the removal', () => acksSince(answeredAt) >= ACKS_AFTER_REMOVAL, 60_000);
  for (const client of all) client.probe(channelId);
  const reads = cluster.site.instances.map((api) => api.call('GET', `/channels/${channelId}/messages`, who));
  const statuses = (await Promise.all(reads)).map(({ status }) => status);
  return { from, until: now(), extra: { removal, told, status0: statuses[0] ?? 0, status1: statuses[1] ?? 0 } };
}

const devices = (user: number): number => (user === REMOVED_USER ? 2 : 1);

describe('a member removed during a flood', () => {
  const play = useCluster('membership');
  it('gets nothing more through any instance', async () => {
    const result = await play({ name: 'a member removed', devices, fault: removeMember });
    expect(breachesOf(result)).toEqual([]);
    expect(Math.min(result.extra['status0'] ?? 0, result.extra['status1'] ?? 0)).toBeGreaterThanOrEqual(403);
  });

  it('gets nothing more through any instance while Redis hangs', async () => {
    const result = await play({
      name: 'a member removed while Redis hangs',
      devices,
      fault: async (run) => {
        await run.cluster.redis.kill('SIGSTOP');
        const fault = await removeMember(run);
        await run.cluster.redis.kill('SIGCONT');
        return fault;
      },
    });
    expect(breachesOf(result)).toEqual([]);
    expect(Math.min(result.extra['status0'] ?? 0, result.extra['status1'] ?? 0)).toBeGreaterThanOrEqual(403);
  });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import type { ChannelChanges, RequestInputs } from './contract.js';
import { DeliverySampler } from './delivery-sampler.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const run = (rev: number, kind: 'created' | 'edited'): ChannelChanges => ({
  channelId: 'a',
  since: rev - 1,
  rev,
  changes: [{ rev, kind, message: messageOf(rev, rev) }],
});

it('a delivery is told of now and then, for new messages alone', async () => {
  const reports: RequestInputs['delivery:report'][] = [];
  const sampler = new DeliverySampler((report) => Promise.resolve(reports.push(report)));
  sampler.arrived(run(1, 'edited'));
  for (let second = 0; second < 120; second++) {
    sampler.arrived(run(second + 2, 'created'));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(reports[0]).toMatchObject({ channelId: 'a', rev: 2 });
  expect(reports[0]?.waitedMs).toBeLessThan(100);
  expect(reports.length).toBeGreaterThan(4);
  expect(reports.length).toBeLessThan(18);
});

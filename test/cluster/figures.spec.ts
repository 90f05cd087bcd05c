import { describe, expect, it } from 'vitest';
import type { ConnectionFact, DeviceFact } from '../support/cluster/facts.js';
import { percentile, worstUnseen } from '../support/cluster/figures.js';

/** A device that applied one message, committed at 1,000. */
function deviceThatApplied(at: number, connections: Omit<ConnectionFact, 'connection'>[]): DeviceFact {
  const createdAt = new Date(1_000).toISOString();
  const message = { id: 'm', channelId: 'c', seq: 1, rev: 1, authorId: 'a', clientId: 'k', body: 'hello', createdAt };
  return {
    device: 'device',
    userId: 'user',
    connections: connections.map((connection, i) => ({ connection: `device#${i}`, ...connection })),
    received: [],
    applied: new Map([['c', [{ rev: 1, kind: 'created', message, at, reset: false }]]]),
    complaints: [],
  };
}

describe('the time for which a committed change is unseen', () => {
  it('runs from the commit to the client that was connected all along', () => {
    expect(worstUnseen([deviceThatApplied(1_400, [{ instance: 0, readyAt: 0, endedAt: null }])], [])).toBe(400);
  });

  it('runs from ready for a client that came later', () => {
    expect(worstUnseen([deviceThatApplied(5_000, [{ instance: 0, readyAt: 4_900, endedAt: null }])], [])).toBe(100);
  });

  it('is the longest of its stretches for a client that came and went', () => {
    const connections = [
      { instance: 0, readyAt: 0, endedAt: 1_300 },
      { instance: 1, readyAt: 2_000, endedAt: 2_700 },
      { instance: 0, readyAt: 5_000, endedAt: null },
    ];
    expect(worstUnseen([deviceThatApplied(5_100, connections)], [])).toBe(700);
  });

  it('stands still while the instance is blind, and only for its own clients', () => {
    const device = deviceThatApplied(9_000, [{ instance: 0, readyAt: 0, endedAt: null }]);
    expect(worstUnseen([device], [{ instance: 0, from: 1_200, until: 8_500 }])).toBe(500);
    expect(worstUnseen([device], [{ instance: 1, from: 1_200, until: 8_500 }])).toBe(8_000);
  });
});

it('takes a percentile as the value that the given share of all does not exceed', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([51, 100, 0]);
});

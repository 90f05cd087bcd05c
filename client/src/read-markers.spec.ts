import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChannelState } from './channel-state.js';
import { ClientError } from './client-error.js';
import { ReadMarkers } from './read-markers.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function rig() {
  const told: number[] = [];
  const failures: ClientError[] = [];
  const markers = new ReadMarkers({
    read: ({ channelId, seq }) => {
      const failure = failures.shift();
      if (failure) return Promise.reject(failure);
      told.push(seq);
      return Promise.resolve({ channelId, readSeq: seq, mentionCount: 0 });
    },
    changed: () => undefined,
  });
  const state = new ChannelState('a', 100);
  state.enter();
  state.head({ rev: 50, seq: 50, readSeq: 10, mentionCount: 2 });
  return { told, failures, markers, state };
}

const settle = () => vi.advanceTimersByTimeAsync(10_000);

describe('read markers', () => {
  it('show at once, and are told once for all that was read in a moment', async () => {
    const { told, markers, state } = rig();
    markers.connected(true);
    for (const seq of [20, 30, 25, 40]) markers.mark(state, seq);
    expect([state.readSeq, state.unread]).toEqual([40, 10]);
    await settle();
    expect(told).toEqual([40]);
  });

  it('never go back, nor beyond the newest message', async () => {
    const { told, markers, state } = rig();
    markers.connected(true);
    markers.mark(state, 5);
    await settle();
    markers.mark(state, 500);
    await settle();
    expect(told).toEqual([50]);
    expect([state.readSeq, state.unread, state.mentionCount]).toEqual([50, 0, 0]);
  });

  it('go back where the server says so, and not where an answer is only late', () => {
    const { state } = rig();
    state.read({ readSeq: 40, mentionCount: 0 });
    state.read({ readSeq: 20, mentionCount: 1 });
    expect([state.readSeq, state.unread]).toEqual([40, 10]);
    state.read({ readSeq: 20, mentionCount: 1 }, true);
    expect([state.readSeq, state.unread, state.mentionCount]).toEqual([20, 30, 1]);
    state.head({ rev: 50, seq: 50, readSeq: 15, mentionCount: 2 }, Date.now() - 1);
    expect(state.readSeq).toBe(20);
    state.head({ rev: 50, seq: 50, readSeq: 15, mentionCount: 2 }, Date.now() + 1);
    expect([state.readSeq, state.mentionCount]).toEqual([15, 2]);
  });

  it('that go back take with them what was still to be told', async () => {
    const { told, markers, state } = rig();
    markers.mark(state, 40);
    state.readTarget = 0;
    state.read({ readSeq: 5, mentionCount: 2 }, true);
    expect([state.readSeq, state.unread]).toEqual([5, 45]);
    markers.connected(true);
    await settle();
    expect(told).toEqual([]);
  });

  it('wait for a connection, and are told again where they were not answered', async () => {
    const { told, failures, markers, state } = rig();
    markers.mark(state, 20);
    await settle();
    expect(told).toEqual([]);
    failures.push(new ClientError('unavailable', 'not now'));
    markers.connected(true);
    await settle();
    expect(told).toEqual([20]);
  });

  it('are told of threads that the user follows, and of none that they do not', async () => {
    const { told, failures, markers } = rig();
    const thread = new ChannelState('t', 100);
    thread.head({ rev: 3, seq: 3, readSeq: 0, mentionCount: 1 });
    markers.connected(true);
    markers.mark(thread, 3);
    await settle();
    expect([told, thread.unread]).toEqual([[], 0]);
    thread.becomeFollower(true);
    expect(thread.unread).toBe(3);
    markers.mark(thread, 2);
    await settle();
    expect([told, thread.unread]).toEqual([[2], 1]);
    failures.push(new ClientError('validation_failed', 'seq: is not right'));
    markers.mark(thread, 3);
    await settle();
    expect([thread.follower, thread.unread]).toEqual([true, 1]);
    failures.push(new ClientError('forbidden', 'followed no more'));
    markers.mark(thread, 3);
    await settle();
    expect([thread.follower, thread.unread]).toEqual([false, 0]);
  });

  it('of a channel that may not be read any more are dropped', async () => {
    const { told, failures, markers, state } = rig();
    failures.push(new ClientError('not_found', 'no such channel'));
    markers.connected(true);
    markers.mark(state, 20);
    await settle();
    expect([told, state.readSeq]).toEqual([[], 10]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keeper } from './keeper.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store that notes each write, and rejects as long as it is told to. */
class NotingStore {
  readonly writes: Record<string, unknown>[] = [];
  full = false;

  load = () => Promise.resolve(new Map<string, unknown>());

  async write(entries: ReadonlyMap<string, unknown>): Promise<void> {
    await Promise.resolve();
    if (this.full) throw new Error('the disk is full');
    this.writes.push(Object.fromEntries(entries));
  }
}

describe('what is kept', () => {
  it('is written as it is then, many changes at once', async () => {
    const store = new NotingStore();
    const keeper = new Keeper(store);
    let cursor = 0;
    for (let i = 0; i < 100; i++) {
      cursor++;
      keeper.mark('channel', () => cursor);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.writes).toEqual([{ channel: 100 }]);
  });

  it('is written at once where it must not be lost', async () => {
    const store = new NotingStore();
    const keeper = new Keeper(store);
    keeper.mark('channel', () => 1);
    await keeper.keep('outbox', () => 'hello');
    expect(store.writes).toEqual([{ channel: 1, outbox: 'hello' }]);
  });

  it('is written by the time that it is said to be, also during another write', async () => {
    const store = new NotingStore();
    const keeper = new Keeper(store);
    const first = keeper.keep('a', () => 1);
    const second = keeper.keep('a', () => 2);
    const third = keeper.keep('b', () => 3);
    await Promise.all([first, second, third]);
    expect(Object.assign({}, ...store.writes)).toEqual({ a: 2, b: 3 });
  });

  it('is tried again where the store failed', async () => {
    const store = new NotingStore();
    store.full = true;
    const keeper = new Keeper(store);
    await expect(keeper.keep('outbox', () => 'hello')).rejects.toThrow('full');
    keeper.mark('channel', () => 7);
    store.full = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(Object.assign({}, ...store.writes)).toEqual({ outbox: 'hello', channel: 7 });
  });
});

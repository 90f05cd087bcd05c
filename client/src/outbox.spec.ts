import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import { ClientError, type FailureCode } from './client-error.js';
import { type ClientStore, MemoryStore } from './client-store.js';
import type { SentMessage } from './contract.js';
import { Keeper } from './keeper.js';
import { Outbox } from './outbox.js';
import type { OutgoingRequest } from './outgoing.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What becomes of one attempt: whether the server gets it, and what the client hears. */
type Fate = { arrives: boolean; hears: 'ack' | FailureCode };

/** Stores each `clientId` once, as the server does. */
class FakeServer {
  readonly stored: OutgoingRequest[] = [];
  fates: Iterator<Fate> | null = null;

  async send(message: OutgoingRequest): Promise<SentMessage> {
    const { arrives, hears } = this.fates?.next().value ?? { arrives: true, hears: 'ack' };
    const refused = hears === 'forbidden' || hears === 'rate_limited';
    const known = this.stored.some(({ clientId }) => clientId === message.clientId);
    if ((arrives || hears === 'ack') && !refused && !known) this.stored.push(message);
    await Promise.resolve();
    if (hears !== 'ack') throw new ClientError(hears, hears, hears === 'rate_limited' ? { retryAfterMs: 700 } : {});
    const seq = this.stored.findIndex(({ clientId }) => clientId === message.clientId) + 1;
    return { message: { ...messageOf(seq, seq, message.body), clientId: message.clientId }, duplicate: known };
  }
}

/** A store whose client may stop existing: what is written afterwards never gets there. */
class MortalStore implements ClientStore {
  dead = false;
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  load = () => this.#store.load();
  write = (entries: ReadonlyMap<string, unknown>) =>
    this.dead ? new Promise<void>(() => undefined) : this.#store.write(entries);
}

async function open(server: FakeServer, store: ClientStore): Promise<Outbox> {
  const keeper = new Keeper(store);
  const outbox = new Outbox({
    keeper,
    send: (message) => server.send(message),
    changed: () => undefined,
    cursorOf: () => null,
  });
  outbox.restore(await keeper.load());
  return outbox;
}

const settle = () => vi.advanceTimersByTimeAsync(60_000);

describe('the outbox', () => {
  it('forgets and doubles nothing that was kept, whatever fails, wherever it crashes, and keeps the order', async () => {
    const fate: fc.Arbitrary<Fate> = fc.record({
      arrives: fc.boolean(),
      hears: fc.constantFrom<Fate['hears']>('ack', 'ack', 'offline', 'no_answer', 'unavailable', 'rate_limited'),
    });
    const life = fc.record({ sends: fc.array(fc.nat(2), { maxLength: 6 }), steps: fc.nat(40), waits: fc.nat(3000) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(life, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fate),
        async (lives, fates) => {
          const [server, disk] = [new FakeServer(), new MemoryStore()];
          server.fates = { next: () => ({ done: false, value: fates.next().value }) };
          const kept: string[] = [];
          let count = 0;
          for (const { sends, steps, waits } of lives) {
            const store = new MortalStore(disk);
            const outbox = await open(server, store);
            outbox.open(true);
            for (const channel of sends) {
              const body = `${channel}:${++count}`;
              void outbox.add(String(channel), body).kept.then(() => kept.push(body));
            }
            for (let i = 0; i < steps; i++) await Promise.resolve();
            await vi.advanceTimersByTimeAsync(waits);
            store.dead = true;
            outbox.open(false);
            await settle();
          }
          server.fates = null;
          (await open(server, disk)).open(true);
          await settle();
          const stored = server.stored.map(({ body }) => body);
          expect(new Set(stored).size).toBe(stored.length);
          expect(kept.filter((body) => !stored.includes(body))).toEqual([]);
          expect([...(await disk.load()).keys()]).toEqual([]);
          for (const channel of ['0', '1', '2']) {
            const numbers = stored
              .filter((body) => body.startsWith(`${channel}:`))
              .map((body) => Number(body.slice(2)));
            expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('waits as long as the server asks it to', async () => {
    const server = new FakeServer();
    const outbox = await open(server, new MemoryStore());
    server.fates = [{ arrives: false, hears: 'rate_limited' as const }][Symbol.iterator]();
    outbox.open(true);
    outbox.add('a', 'hello');
    await vi.advanceTimersByTimeAsync(690);
    expect(outbox.of('a')).toMatchObject([{ state: 'waiting', error: { code: 'rate_limited' } }]);
    await vi.advanceTimersByTimeAsync(20);
    expect(server.stored).toHaveLength(1);
    expect(outbox.of('a')).toEqual([]);
  });

  it('lets no other channel wait for one that is slow', async () => {
    const server = new FakeServer();
    const outbox = await open(server, new MemoryStore());
    server.fates = [{ arrives: false, hears: 'rate_limited' as const }][Symbol.iterator]();
    outbox.open(true);
    outbox.add('slow', 'hello');
    await vi.advanceTimersByTimeAsync(10);
    outbox.add('other', 'hello');
    outbox.add('slow', 'again');
    await vi.advanceTimersByTimeAsync(10);
    expect(server.stored).toMatchObject([{ channelId: 'other' }]);
    await settle();
    expect(server.stored.map(({ body }) => body)).toEqual(['hello', 'hello', 'again']);
  });

  it('keeps what failed for good until somebody decides, also over a restart', async () => {
    const [server, store] = [new FakeServer(), new MemoryStore()];
    const outbox = await open(server, store);
    server.fates = [{ arrives: false, hears: 'forbidden' as const }][Symbol.iterator]();
    outbox.open(true);
    const { clientId } = outbox.add('a', 'hello');
    await settle();
    const later = await open(server, store);
    later.open(true);
    await settle();
    expect(later.of('a')).toMatchObject([{ clientId, state: 'failed', error: { code: 'forbidden' } }]);
    expect(later.retry(clientId)).toBe(true);
    await settle();
    expect(server.stored).toMatchObject([{ clientId }]);
    expect([...(await store.load()).keys()]).toEqual([]);
  });

  it('sends a reply to the channel of its thread, also when it was kept, and has it pending in the thread', async () => {
    const [server, store] = [new FakeServer(), new MemoryStore()];
    const before = await open(server, store);
    const { clientId } = before.add('parent', 'yes', { threadId: 'thread', alsoToChannel: true });
    await settle();
    const outbox = await open(server, store);
    expect(outbox.of('parent')).toEqual([]);
    expect(outbox.of('thread')).toMatchObject([{ clientId, body: 'yes', options: { alsoToChannel: true } }]);
    // The same that stands in the channel too does not stand in the thread yet.
    outbox.applied('parent', [{ ...messageOf(1, 1, 'yes'), channelId: 'parent', clientId }], 1);
    expect(outbox.of('thread')).toMatchObject([{ state: 'waiting' }]);
    outbox.open(true);
    await settle();
    expect(server.stored).toEqual([
      { channelId: 'parent', threadId: 'thread', alsoToChannel: true, clientId, body: 'yes' },
    ]);
  });

  it('keeps a poll with the message that asks it', async () => {
    const [server, store] = [new FakeServer(), new MemoryStore()];
    const poll = { question: null, options: ['Tea', 'Coffee'], multiple: false, anonymous: false, closesAt: null };
    (await open(server, store)).add('a', 'What shall it be?', { poll });
    await settle();
    (await open(server, store)).open(true);
    await settle();
    expect(server.stored).toMatchObject([{ channelId: 'a', body: 'What shall it be?', poll }]);
  });

  it('does not send again what came back as a change before its ack did', async () => {
    const server = new FakeServer();
    const outbox = await open(server, new MemoryStore());
    server.fates = [{ arrives: true, hears: 'no_answer' as const }][Symbol.iterator]();
    outbox.open(true);
    const { clientId, stored } = outbox.add('a', 'hello');
    await vi.advanceTimersByTimeAsync(1);
    outbox.applied('a', [{ ...messageOf(1, 1, 'hello'), channelId: 'a', clientId }], 1);
    expect(outbox.of('a')).toEqual([]);
    await expect(stored).resolves.toMatchObject({ seq: 1 });
    const send = vi.spyOn(server, 'send');
    await settle();
    expect(send).not.toHaveBeenCalled();
  });
});

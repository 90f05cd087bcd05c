import { ClientError, type Draft, type FailureCode } from '@tertulia/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftBook } from './draft-book';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2030-01-01T12:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

const at = (minute: number): string => `2030-01-01T12:${String(minute).padStart(2, '0')}:00.000Z`;

/** Keeps the later of two writes, as the server does. */
class FakeServer {
  readonly drafts = new Map<string, Draft>();
  readonly told: unknown[] = [];
  refuses: FailureCode | null = null;
  online = true;
  /** What a write is answered after. */
  answers: Promise<void> = Promise.resolve();
  #rev = 0;

  call = async (path: string, { body }: { body?: object } = {}): Promise<unknown> => {
    await Promise.resolve();
    if (this.refuses) throw new ClientError(this.refuses, this.refuses);
    if (path.startsWith('/drafts')) {
      return { items: [...this.drafts.values()].filter((draft) => draft.body !== ''), nextCursor: null };
    }
    const channelId = path.split('/')[2] ?? '';
    this.told.push(body);
    const draft = this.set(channelId, body as { body: string; updatedAt?: string });
    await this.answers;
    return draft;
  };

  set(channelId: string, { body, updatedAt = new Date().toISOString() }: { body: string; updatedAt?: string }): Draft {
    const known = this.drafts.get(channelId);
    if (known && known.updatedAt > updatedAt) return known;
    const draft = { channelId, body, updatedAt, rev: ++this.#rev };
    this.drafts.set(channelId, draft);
    return draft;
  }
}

const storage = (): Storage => {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
};

const open = (server: FakeServer, kept = storage()): DraftBook =>
  new DraftBook({
    call: server.call as DraftBookCall,
    isThere: () => true,
    isOnline: () => server.online,
    storage: kept,
    key: 'drafts',
  });
type DraftBookCall = ConstructorParameters<typeof DraftBook>[0]['call'];

const settle = () => vi.advanceTimersByTimeAsync(10_000);

describe('drafts', () => {
  it('are told once somebody stops for a moment, and cleared at once', async () => {
    const server = new FakeServer();
    const book = open(server);
    for (const body of ['h', 'he', 'hello']) book.write('a', body);
    expect(server.told).toEqual([]);
    await settle();
    book.write('a', '');
    await vi.advanceTimersByTimeAsync(1);
    expect(server.told).toEqual([{ body: 'hello' }, { body: '' }]);
  });

  it('that were sent before the server knew of them are not told as empty ones', async () => {
    const server = new FakeServer();
    const book = open(server);
    for (const body of ['first reply', '']) book.write('thread', body);
    await settle();
    expect(server.told).toEqual([]);
    book.write('thread', 'second');
    await settle();
    book.write('thread', '');
    await settle();
    expect(server.told).toEqual([{ body: 'second' }, { body: '' }]);
  });

  it('of an offline browser are kept for a later one, and told with the time at which they were written', async () => {
    const [server, kept] = [new FakeServer(), storage()];
    server.online = false;
    open(server, kept).write('a', 'from the train');
    await settle();
    const later = open(server, kept);
    expect(later.textOf('a')).toBe('from the train');
    server.online = true;
    await later.connected();
    await settle();
    expect(server.told).toEqual([{ body: 'from the train', updatedAt: at(0) }]);
    expect(kept.getItem('drafts')).toBeNull();
  });

  it('that are older than what another device wrote give way to it', async () => {
    const server = new FakeServer();
    server.online = false;
    const book = open(server);
    book.write('a', 'old');
    server.set('a', { body: 'newer', updatedAt: at(5) });
    server.online = true;
    await book.connected();
    await settle();
    expect(book.textOf('a')).toBe('newer');
  });

  it('follow what other devices write, but not over what is being written here', async () => {
    const server = new FakeServer();
    const book = open(server);
    book.heard(server.set('a', { body: 'there' }));
    expect(book.snapshot()).toMatchObject([{ channelId: 'a', body: 'there' }]);
    book.write('a', 'here');
    book.heard(server.set('a', { body: 'there again' }));
    expect(book.textOf('a')).toBe('here');
    await settle();
    expect(server.drafts.get('a')?.body).toBe('here');
  });

  it.each(['', 'from the phone'])(
    'are in the end what another device wrote last, told before the answer: %j',
    async (body) => {
      const server = new FakeServer();
      const book = open(server);
      const gate = Promise.withResolvers<void>();
      server.answers = gate.promise;
      book.write('a', 'from here');
      await vi.advanceTimersByTimeAsync(1_000);
      book.heard(server.drafts.get('a') as Draft);
      book.heard(server.set('a', { body }));
      expect(book.textOf('a')).toBe('from here');
      gate.resolve();
      await settle();
      expect(book.textOf('a')).toBe(body);
      expect(server.told).toHaveLength(1);

      book.write('a', 'and on');
      await settle();
      expect([book.textOf('a'), server.drafts.get('a')?.body]).toEqual(['and on', 'and on']);
    },
  );

  it('are not taken away from whoever went on and back to the same words before the answer', async () => {
    const server = new FakeServer();
    const book = open(server);
    const gate = Promise.withResolvers<void>();
    server.answers = gate.promise;
    book.write('a', 'hello');
    await vi.advanceTimersByTimeAsync(1_000);
    book.heard(server.set('a', { body: 'from the phone' }));
    for (const body of ['hello t', 'hello']) book.write('a', body);
    gate.resolve();
    await vi.advanceTimersByTimeAsync(1);
    expect(book.textOf('a')).toBe('hello');
    await settle();
    expect([book.textOf('a'), server.drafts.get('a')?.body]).toEqual(['hello', 'hello']);
  });

  it('that were cleared elsewhere meanwhile are gone after the next connection', async () => {
    const server = new FakeServer();
    const book = open(server);
    book.heard(server.set('a', { body: 'there' }));
    server.set('a', { body: '' });
    await book.connected();
    expect(book.textOf('a')).toBe('');
  });

  it('are told again where the server could not take them, and kept where it will not', async () => {
    const server = new FakeServer();
    const book = open(server);
    server.refuses = 'unavailable';
    book.write('a', 'hello');
    await settle();
    server.refuses = null;
    await settle();
    expect(server.drafts.get('a')?.body).toBe('hello');
    server.refuses = 'not_found';
    book.write('thread', 'first');
    await settle();
    expect(book.textOf('thread')).toBe('first');
  });
});

import { type Client, ClientError, type Draft, type DraftPage, type Observable } from '@tertulia/client';

const WRITE_AFTER_MS = 600;
const AGAIN_AFTER_MS = 5_000;

/** What somebody has begun to write in a channel or thread. */
export interface DraftLine {
  readonly channelId: string;
  readonly body: string;
  readonly updatedAt: string;
}

interface Entry {
  body: string;
  updatedAt: string;
  /** Of the newest state that came from the server. */
  rev: number;
  /** That state, while what is written here goes before it. */
  news: Draft | null;
  /** Not told to the server yet. */
  dirty: boolean;
  /** It was written without a connection, or could not be told when it was: the server has to hear when that was. */
  late: boolean;
  /** The server was told of it, or may have been. */
  told: boolean;
  busy: boolean;
  timer: ReturnType<typeof setTimeout> | null;
}

export interface DraftBookOptions {
  call: Client['call'];
  isOnline: () => boolean;
  /** Whether the server has such a place: a thread begins with its first reply. */
  isThere: (channelId: string) => boolean;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Where the storage has what was not told. */
  key: string;
}

type Kept = Record<string, { body: string; updatedAt: string }>;

/** One user's drafts: the same on all devices, and kept here until the server has them. */
export class DraftBook implements Observable<readonly DraftLine[]> {
  readonly #options: DraftBookOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  #lines: readonly DraftLine[] | null = null;

  constructor(options: DraftBookOptions) {
    this.#options = options;
    const kept = JSON.parse(options.storage.getItem(options.key) ?? '{}') as Kept;
    for (const [channelId, { body, updatedAt }] of Object.entries(kept)) {
      Object.assign(this.#entry(channelId), { body, updatedAt, dirty: true, late: true, told: true });
    }
  }

  /** Those that hold text, the last written first. */
  readonly snapshot = (): readonly DraftLine[] => (this.#lines ??= this.#list());

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  textOf(channelId: string): string {
    return this.#entries.get(channelId)?.body ?? '';
  }

  /** To be called with each change of the text. An empty one is told at once: it was sent. */
  write(channelId: string, body: string): void {
    const entry = this.#entry(channelId);
    if (entry.body === body) return;
    const updatedAt = new Date().toISOString();
    // What was sent before the server knew of it as a draft is nothing to tell.
    const dirty = body !== '' || entry.told || entry.rev > 0;
    Object.assign(entry, { body, updatedAt, dirty, late: !this.#options.isOnline() });
    this.#changed();
    this.#keep();
    this.#plan(channelId, entry, body === '' ? 0 : WRITE_AFTER_MS);
  }

  /** News from the server, of this device or another. */
  heard(draft: Draft): void {
    const entry = this.#entry(draft.channelId);
    if (draft.rev <= entry.rev) return;
    // What is written here is on its way, and the later one stands.
    if (entry.dirty) Object.assign(entry, { rev: draft.rev, news: draft });
    else this.#show(draft, entry);
  }

  /** There is a connection again: what is not told is told, and what was missed is asked for. */
  async connected(): Promise<void> {
    const before = new Map([...this.#entries].map(([id, { rev }]) => [id, rev]));
    for (const [id, entry] of this.#entries) if (entry.dirty) this.#plan(id, entry, 0);
    const there = new Set<string>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: DraftPage = await this.#options.call<DraftPage>(`/drafts?limit=100${from}`);
      for (const draft of page.items) {
        there.add(draft.channelId);
        this.heard(draft);
      }
      cursor = page.nextCursor;
    }
    for (const [id, rev] of before) {
      const entry = this.#entry(id);
      if (!entry.dirty && entry.rev === rev && !there.has(id)) entry.body = '';
    }
    this.#changed();
  }

  /** Nobody is signed in any more, and nothing is kept. */
  clear(): void {
    for (const { timer } of this.#entries.values()) if (timer) clearTimeout(timer);
    this.#entries.clear();
    this.#options.storage.removeItem(this.#options.key);
    this.#changed();
  }

  #plan(channelId: string, entry: Entry, afterMs: number): void {
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      entry.timer = null;
      void this.#tell(channelId, entry);
    }, afterMs);
  }

  async #tell(channelId: string, entry: Entry): Promise<void> {
    const { isOnline, isThere } = this.#options;
    if (entry.busy || !entry.dirty || !isOnline() || !isThere(channelId)) return;
    Object.assign(entry, { busy: true, told: true });
    const { body, updatedAt, late } = entry;
    try {
      const told = late ? { body, updatedAt } : { body };
      const draft = await this.#options.call<Draft>(`/channels/${channelId}/draft`, { method: 'PUT', body: told });
      this.#told(draft, entry, updatedAt);
    } catch (error) {
      entry.late = true;
      // What the server refuses, as in a thread that is not there yet, is told with the next change.
      if (isPassing(error)) this.#plan(channelId, entry, AGAIN_AFTER_MS);
    } finally {
      entry.busy = false;
    }
    if (entry.dirty && entry.updatedAt !== updatedAt && !entry.timer) this.#plan(channelId, entry, WRITE_AFTER_MS);
  }

  #told(draft: Draft, entry: Entry, writtenAt: string): void {
    // Who went on may be back at the same words.
    if (entry.updatedAt !== writtenAt) {
      entry.rev = Math.max(entry.rev, draft.rev);
      return;
    }
    entry.dirty = false;
    entry.late = false;
    this.#keep();
    // Another device may have written after this one, and have been heard before the answer.
    this.#show(entry.news && entry.news.rev > draft.rev ? entry.news : draft, entry);
  }

  #show({ body, updatedAt, rev }: Draft, entry: Entry): void {
    Object.assign(entry, { body, updatedAt, rev, news: null });
    this.#changed();
  }

  #keep(): void {
    const kept: Kept = {};
    for (const [id, { body, updatedAt, dirty }] of this.#entries) if (dirty) kept[id] = { body, updatedAt };
    const { storage, key } = this.#options;
    if (Object.keys(kept).length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(kept));
  }

  #entry(channelId: string): Entry {
    let entry = this.#entries.get(channelId);
    if (!entry) {
      entry = {
        body: '',
        updatedAt: '',
        rev: 0,
        news: null,
        dirty: false,
        late: false,
        told: false,
        busy: false,
        timer: null,
      };
      this.#entries.set(channelId, entry);
    }
    return entry;
  }

  #list(): DraftLine[] {
    return [...this.#entries]
      .filter(([, { body }]) => body.trim() !== '')
      .map(([channelId, { body, updatedAt }]) => ({ channelId, body, updatedAt }))
      .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  }

  #changed(): void {
    this.#lines = null;
    for (const listener of this.#listeners) listener();
  }
}

const PASSING = new Set(['offline', 'no_answer', 'unavailable', 'rate_limited', 'internal']);
const isPassing = (error: unknown): boolean => error instanceof ClientError && PASSING.has(error.code);

import type { ClientStore } from './client-store.js';

/** What may be lost for so long by a stop of the machine: it is fetched again. */
const UNHURRIED_MS = 250;
const RETRY_MS = 1_000;

/**
 * Writes behind what its owners mark. A value is made when it is written, all values of one write in one turn: they fit
 * together, and a channel that changes a hundred times a second is written a few times.
 */
export class Keeper {
  readonly #store: ClientStore;
  #dirty = new Map<string, () => unknown>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> | null = null;
  #stopped = false;

  constructor(store: ClientStore) {
    this.#store = store;
  }

  load(): Promise<ReadonlyMap<string, unknown>> {
    return this.#store.load();
  }

  /** To be written within a moment. `make` answers null where the entry is to go. */
  mark(key: string, make: () => unknown): void {
    this.#dirty.set(key, make);
    this.#later(UNHURRIED_MS);
  }

  /** To be written now. Resolves when it is kept. */
  keep(key: string, make: () => unknown): Promise<void> {
    this.#dirty.set(key, make);
    return this.flush();
  }

  /** Resolves when all that was marked is kept. */
  async flush(): Promise<void> {
    // What is being written now was made before the latest mark; how it ends is told to others.
    await this.#writing?.catch(() => undefined);
    await (this.#writing ??= this.#write().finally(() => (this.#writing = null)));
  }

  /** Writes what is left, and no more after that. */
  async stop(): Promise<void> {
    await this.flush().catch(() => undefined);
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#store.close?.();
  }

  #later(ms: number): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.flush().catch(() => this.#later(RETRY_MS));
    }, ms);
  }

  async #write(): Promise<void> {
    if (this.#dirty.size === 0) return;
    if (this.#stopped) throw new Error('The client was stopped');
    const taken = this.#dirty;
    this.#dirty = new Map();
    try {
      await this.#store.write(new Map([...taken].map(([key, make]) => [key, make()])));
    } catch (error) {
      this.#dirty = new Map([...taken, ...this.#dirty]);
      this.#later(RETRY_MS);
      throw error;
    }
  }
}

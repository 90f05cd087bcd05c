/**
 * Where a client keeps what it must not forget: its session, its outbox, and its copies of channels with their cursors.
 * One store belongs to one client at a time.
 */
export interface ClientStore {
  /** All that was written. */
  load(): Promise<ReadonlyMap<string, unknown>>;
  /**
   * Resolves when all the entries are kept; where it rejects or the machine stops, all of them are or none is. `null`
   * deletes. Values are plain data, as JSON has it. It is not called again before it has answered.
   */
  write(entries: ReadonlyMap<string, unknown>): Promise<void>;
  /** Its client has stopped; another may have it. */
  close?(): void;
}

/** Keeps everything for as long as the page or process lives. */
export class MemoryStore implements ClientStore {
  readonly #entries = new Map<string, string>();

  load(): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(new Map([...this.#entries].map(([key, json]) => [key, JSON.parse(json) as unknown])));
  }

  write(entries: ReadonlyMap<string, unknown>): Promise<void> {
    for (const [key, value] of entries) {
      if (value === null) this.#entries.delete(key);
      else this.#entries.set(key, JSON.stringify(value));
    }
    return Promise.resolve();
  }
}

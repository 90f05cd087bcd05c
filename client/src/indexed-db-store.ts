import { ClientError } from './client-error.js';
import type { ClientStore } from './client-store.js';

const TABLE = 'entries';

/** As much of IndexedDB as is used here: the package's types need no browser's. */
interface Target {
  addEventListener: (name: string, listener: () => void) => void;
}
interface Request<T> extends Target {
  result: T;
  error: Error | null;
}
interface Table {
  put: (value: unknown, key: string) => unknown;
  delete: (key: string) => unknown;
  getAll: () => Request<unknown[]>;
  getAllKeys: () => Request<string[]>;
}
interface Transaction extends Target {
  objectStore: (name: string) => Table;
  error: Error | null;
}
interface Database extends Target {
  transaction: (name: string, mode: 'readonly' | 'readwrite', options?: { durability: 'strict' }) => Transaction;
  createObjectStore: (name: string) => unknown;
}
interface Factory {
  open: (name: string, version: number) => Request<Database>;
}

interface Locks {
  request: (name: string, options: { ifAvailable: true }, held: (lock: unknown) => Promise<void>) => Promise<void>;
}

/**
 * Keeps everything in the browser, beyond the page's life. One tab at a time may have a name: in another, `load` rejects
 * with `conflict` (where the page is served by https or this machine, or else nobody can tell).
 */
export class IndexedDbStore implements ClientStore {
  readonly #name: string;
  #database: Promise<Database> | null = null;
  #release: (() => void) | null = null;

  /** `name`: of the database; an application that lets several people in uses one for each. */
  constructor(name = 'tertulia') {
    this.#name = name;
  }

  async load(): Promise<ReadonlyMap<string, unknown>> {
    this.#release ??= await lock(`tertulia ${this.#name}`);
    const table = (await this.#open()).transaction(TABLE, 'readonly').objectStore(TABLE);
    const [keys, values] = await Promise.all([answer(table.getAllKeys()), answer(table.getAll())]);
    return new Map(keys.map((key, i) => [key, values[i]]));
  }

  async write(entries: ReadonlyMap<string, unknown>): Promise<void> {
    if (entries.size === 0) return;
    const transaction = (await this.#open()).transaction(TABLE, 'readwrite', { durability: 'strict' });
    const table = transaction.objectStore(TABLE);
    for (const [key, value] of entries) {
      if (value === null) table.delete(key);
      else table.put(value, key);
    }
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', resolve);
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('The write was aborted')));
    });
  }

  close(): void {
    this.#release?.();
    this.#release = null;
  }

  #open(): Promise<Database> {
    this.#database ??= openDatabase(this.#name, () => (this.#database = null));
    return this.#database;
  }
}

/** `lost`: it did not open, or the browser closed it, for want of space say. It has to be opened again. */
async function openDatabase(name: string, lost: () => void): Promise<Database> {
  try {
    const { indexedDB } = globalThis as { indexedDB?: Factory };
    if (!indexedDB) throw new Error('There is no IndexedDB here');
    const request = indexedDB.open(name, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(TABLE));
    const database = await answer(request);
    database.addEventListener('close', lost);
    return database;
  } catch (error) {
    lost();
    throw error;
  }
}

/** Resolves with how to give it back. */
function lock(name: string): Promise<() => void> {
  const { locks } = (globalThis as { navigator?: { locks?: Locks } }).navigator ?? {};
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const held = (mine: unknown): Promise<void> => {
      if (mine === null) return Promise.reject(new ClientError('conflict', 'Another tab has this store'));
      return new Promise((release) => resolve(release));
    };
    locks.request(name, { ifAvailable: true }, held).catch(reject);
  });
}

const answer = <T>(request: Request<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB did not answer')));
  });

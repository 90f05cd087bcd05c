import type { Slots } from './slots.js';

interface Waiting<K, V> {
  key: K;
  since: number;
  answer: Promise<V | null>;
  resolve: (value: V | null) => void;
  reject: (error: unknown) => void;
}

export interface Tally {
  add: () => void;
}

export interface GroupReadOptions<K, V> {
  /** Answers in any order; a key that is not among them has no value. */
  ask: (keys: K[]) => Promise<Map<number, V>>;
  /** Equal texts are one question. */
  keyOf: (key: K) => string;
  /** Statements at one time, and questions in one statement. */
  atOnce: number;
  most: number;
  /** Shared with whatever else asks over the same connections; a statement has one while it is under way. */
  slots: Slots;
  requests: Tally;
  statements: Tally;
}

/** After a statement failed, those who have waited this long behind it are not made to wait for another. */
const PATIENCE_MS = 700;

/**
 * Many questions, one statement: group commit's counterpart for reads. Questions that are asked while a statement is under
 * way are answered together by the next one, which begins after all of them; a lone one waits for nobody.
 *
 * So whatever was committed before a question was asked, through whichever instance, is in its answer.
 */
export class GroupRead<K, V> {
  private readonly waiting = new Map<string, Waiting<K, V>>();
  private underWay = 0;
  private scheduled = false;

  constructor(private readonly options: GroupReadOptions<K, V>) {}

  /** Null where there is no such thing. */
  read(key: K): Promise<V | null> {
    this.options.requests.add();
    const id = this.options.keyOf(key);
    const twin = this.waiting.get(id);
    if (twin) return twin.answer;
    const { promise: answer, resolve, reject } = Promise.withResolvers<V | null>();
    this.waiting.set(id, { key, since: performance.now(), answer, resolve, reject });
    if (!this.scheduled && this.underWay < this.options.atOnce) {
      this.scheduled = true;
      // What is asked in the same turn of the event loop goes into the same statement.
      setImmediate(() => {
        this.scheduled = false;
        void this.pump();
      });
    }
    return answer;
  }

  private async pump(): Promise<void> {
    if (this.underWay >= this.options.atOnce) return;
    this.underWay++;
    while (this.waiting.size > 0) {
      await this.options.slots.take();
      const batch = this.take();
      // A statement that had its slot earlier may have taken all of them.
      if (batch.length > 0) await this.ask(batch);
      this.options.slots.release();
    }
    this.underWay--;
  }

  private take(): Waiting<K, V>[] {
    const batch: Waiting<K, V>[] = [];
    for (const [id, waiting] of this.waiting) {
      if (batch.length === this.options.most) break;
      batch.push(waiting);
      this.waiting.delete(id);
    }
    return batch;
  }

  private async ask(batch: Waiting<K, V>[]): Promise<void> {
    this.options.statements.add();
    try {
      const values = await this.options.ask(batch.map(({ key }) => key));
      batch.forEach(({ resolve }, index) => resolve(values.get(index) ?? null));
    } catch (error) {
      for (const { reject } of batch) reject(error);
      this.refuseImpatient(error);
    }
  }

  private refuseImpatient(error: unknown): void {
    const now = performance.now();
    for (const [id, { since, reject }] of this.waiting) {
      if (now - since < PATIENCE_MS) return;
      this.waiting.delete(id);
      reject(error);
    }
  }
}

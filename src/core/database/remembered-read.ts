import type { GroupRead, Tally } from './group-read.js';

/** Where the database stands: what is read twice in one state is the same twice. */
export interface Standing {
  state: string;
  /** Seconds since 1970, by PostgreSQL's clock. */
  now: number;
}

/** What was read, and in which state. */
export interface Dated<V> {
  value: V;
  state: string;
  /** When it ends of itself, in seconds since 1970; null where time alone may change it in another way. */
  until: number | null;
}

export interface RememberedReadOptions<K, V> {
  reads: GroupRead<K, Dated<V>>;
  keyOf: (key: K) => string;
  /** Asked of PostgreSQL by a statement that begins after the question came. */
  standing: () => Promise<Standing | null>;
  /** Answers that are remembered at one time. */
  most: number;
  requests: Tally;
}

/**
 * A group read that gives an answer again where nothing at all was committed since it was read, by anybody. One statement of
 * next to nothing says so to all who ask in one moment, after each of them asked: this is as exact as to read anew.
 *
 * Whatever is committed takes all answers away. An answer counts once it was read twice in one state: where commits come
 * faster than questions, nobody asks first in vain.
 */
export class RememberedRead<K, V> {
  private state = '';
  private readonly once = new Map<string, Dated<V>>();
  private readonly twice = new Map<string, Dated<V>>();

  constructor(private readonly options: RememberedReadOptions<K, V>) {}

  /** Null where there is no such thing. */
  async read(key: K): Promise<V | null> {
    const id = this.options.keyOf(key);
    if (this.twice.has(id)) {
      const standing = await this.options.standing();
      const known = standing?.state === this.state ? this.twice.get(id) : undefined;
      if (standing && known?.until != null && standing.now < known.until) {
        this.options.requests.add();
        return known.value;
      }
    }
    const found = await this.options.reads.read(key);
    if (found) this.remember(id, found);
    return found ? found.value : null;
  }

  private remember(id: string, answer: Dated<V>): void {
    if (answer.state !== this.state) {
      this.once.clear();
      this.twice.clear();
      this.state = answer.state;
    }
    if (answer.until === null) return;
    const before = this.once.get(id);
    // Who asked together has one answer, which was read once.
    if (before && before !== answer) this.twice.set(id, answer);
    else if (this.once.size < this.options.most) this.once.set(id, answer);
  }
}

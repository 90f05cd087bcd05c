import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupRead } from './group-read.js';
import { type Dated, RememberedRead, type Standing } from './remembered-read.js';
import { Slots } from './slots.js';

const uncounted = { add: () => undefined };
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** A database with one number in it, whose statements answer when the test says so. */
class Database {
  value = 0;
  now = 0;
  until: number | null = 100;
  readonly asked = { reads: 0, standing: 0 };
  readonly running: (() => void)[] = [];
  private readonly reads = this.group<string, Dated<number>>('reads', () => {
    const { value, until } = this;
    return { value, state: String(value), until };
  });
  private readonly standing = this.group<null, Standing>('standing', () => ({
    state: String(this.value),
    now: this.now,
  }));

  remembered(most = 10): RememberedRead<string, number> {
    return new RememberedRead({
      reads: this.reads,
      keyOf: (key) => key,
      standing: () => this.standing.read(null),
      most,
      requests: uncounted,
    });
  }

  /** Answers whatever is asked until nothing is. */
  async settle<T>(answer: Promise<T>): Promise<T> {
    const over = new AbortController();
    const end = () => over.abort();
    answer.then(end, end);
    while (!over.signal.aborted) {
      for (const each of this.running.splice(0)) each();
      await turn();
    }
    return answer;
  }

  private group<K extends string | null, V>(kind: 'reads' | 'standing', look: () => V): GroupRead<K, V> {
    const ask = (keys: K[]) => {
      this.asked[kind]++;
      const seen = new Map(keys.map((_, index) => [index, look()]));
      const { promise, resolve } = Promise.withResolvers<Map<number, V>>();
      this.running.push(() => resolve(seen));
      return promise;
    };
    const counted = { requests: uncounted, statements: uncounted };
    return new GroupRead({ ask, keyOf: String, atOnce: 2, most: 3, slots: new Slots(4), ...counted });
  }
}

async function readTimes(times: number, database: Database, reads: RememberedRead<string, number>): Promise<void> {
  for (let i = 0; i < times; i++) await database.settle(reads.read('a'));
}

describe('a remembered read', () => {
  it('reads twice, and then asks only whether anything was committed', async () => {
    const database = new Database();
    await readTimes(5, database, database.remembered());
    expect(database.asked).toEqual({ reads: 2, standing: 3 });
  });

  it('reads anew after every commit', async () => {
    const database = new Database();
    const reads = database.remembered();
    await readTimes(3, database, reads);
    database.value++;
    expect(await database.settle(reads.read('a'))).toBe(1);
  });

  it('asks nothing first where commits come faster than questions', async () => {
    const database = new Database();
    const reads = database.remembered();
    for (; database.value < 10; database.value++) await readTimes(1, database, reads);
    expect(database.asked).toEqual({ reads: 10, standing: 0 });
  });

  it('takes those who ask together for one', async () => {
    const database = new Database();
    const reads = database.remembered();
    await database.settle(Promise.all(['a', 'a', 'a'].map((key) => reads.read(key))));
    await readTimes(1, database, reads);
    expect(database.asked).toEqual({ reads: 2, standing: 0 });
  });

  it('does not give what has ended of itself', async () => {
    const database = new Database();
    const reads = database.remembered();
    await readTimes(3, database, reads);
    database.now = 100;
    await readTimes(1, database, reads);
    expect(database.asked).toEqual({ reads: 3, standing: 2 });
  });

  it('remembers nothing that time alone may change, and no more than it may', async () => {
    const [changing, full] = [new Database(), new Database()];
    changing.until = null;
    await readTimes(4, changing, changing.remembered());
    await readTimes(4, full, full.remembered(0));
    for (const { asked } of [changing, full]) expect(asked).toEqual({ reads: 4, standing: 0 });
  });

  it('never answers with less than was there when it was asked, whatever the order of things', async () => {
    const step = fc.record({
      do: fc.constantFrom('commit', 'read', 'read', 'answer', 'answer', 'turn', 'settle'),
      key: fc.constantFrom('a', 'b'),
      which: fc.nat({ max: 3 }),
    });
    let remembered = 0;
    const run = async (steps: { do: string; key: string; which: number }[]) => {
      const database = new Database();
      const reads = database.remembered();
      const asked: { least: number; answer: Promise<number | null> }[] = [];
      for (const each of steps) {
        if (each.do === 'commit') database.value++;
        else if (each.do === 'read') asked.push({ least: database.value, answer: reads.read(each.key) });
        else if (each.do === 'answer') database.running.splice(each.which, 1)[0]?.();
        else if (each.do === 'turn') await turn();
        else await database.settle(reads.read(each.key));
      }
      const answers = await database.settle(Promise.all(asked.map(({ answer }) => answer)));
      expect(asked.filter(({ least }, index) => (answers[index] ?? -1) < least)).toEqual([]);
      remembered += database.asked.standing;
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), run), { numRuns: 300 });
    expect(remembered).toBeGreaterThan(0);
  });
});

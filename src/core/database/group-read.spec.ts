import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupRead } from './group-read.js';
import { Slots } from './slots.js';

const uncounted = { add: () => undefined };

/** A store whose statements answer when the test says so, with the state of the moment in which they began. */
class Store {
  value = 0;
  readonly running: { keys: string[]; answer: () => void; fail: (error: Error) => void }[] = [];

  readonly ask = (keys: string[]): Promise<Map<number, number>> => {
    const { value } = this;
    const { promise, resolve, reject } = Promise.withResolvers<Map<number, number>>();
    const answer = () => resolve(new Map(keys.map((_, index) => [index, value])));
    this.running.push({ keys, answer, fail: reject });
    return promise;
  };
}

interface Step {
  do: 'write' | 'read' | 'answer' | 'turn';
  key: string;
  which: number;
}

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

function groupRead(store: Store, atOnce = 1, most = 3, slots = new Slots(10)): GroupRead<string, number> {
  const options = { ask: store.ask, keyOf: (key: string) => key, atOnce, most, slots };
  return new GroupRead({ ...options, requests: uncounted, statements: uncounted });
}

describe('a group read', () => {
  it('asks once for all that is asked in one turn, and once for equal questions', async () => {
    const store = new Store();
    const reads = groupRead(store);
    const answers = ['a', 'b', 'a'].map((key) => reads.read(key));
    await turn();
    expect(store.running.map(({ keys }) => keys)).toEqual([['a', 'b']]);
    store.running[0]?.answer();
    expect(await Promise.all(answers)).toEqual([0, 0, 0]);
  });

  it('answers nothing that was asked after its statement began', async () => {
    const store = new Store();
    const reads = groupRead(store);
    const early = reads.read('a');
    await turn();
    store.value = 1;
    const late = reads.read('a');
    await turn();
    store.running[0]?.answer();
    await turn();
    store.running[1]?.answer();
    expect([await early, await late]).toEqual([0, 1]);
  });

  it('fails those whom the statement was for, and goes on with the others', async () => {
    const store = new Store();
    const reads = groupRead(store);
    const unlucky = reads.read('a');
    await turn();
    const others = reads.read('b');
    store.running[0]?.fail(new Error('gone'));
    await expect(unlucky).rejects.toThrow('gone');
    await turn();
    store.running[1]?.answer();
    expect(await others).toBe(0);
  });

  it('has no value for a key that is not among the answers', async () => {
    const options = { ask: () => Promise.resolve(new Map<number, number>()), keyOf: (key: string) => key };
    const slots = new Slots(1);
    const reads = new GroupRead({ ...options, slots, atOnce: 1, most: 1, requests: uncounted, statements: uncounted });
    expect(await reads.read('a')).toBeNull();
  });

  it('shares connections with others: no more statements at one time than there are slots, and each kind in its turn', async () => {
    const [store, other, slots] = [new Store(), new Store(), new Slots(1)];
    const [busy, rare] = [groupRead(store, 2, 1, slots), groupRead(other, 2, 1, slots)];
    const many = ['a', 'b', 'c', 'd'].map((key) => busy.read(key));
    await turn();
    const one = rare.read('e');
    await turn();
    const order: string[] = [];
    for (let left = 5; left > 0; left--) {
      const running = [...store.running.splice(0), ...other.running.splice(0)];
      expect(running).toHaveLength(1);
      order.push(...running.flatMap(({ keys }) => keys));
      running[0]?.answer();
      await turn();
    }
    expect(await Promise.all([...many, one])).toEqual([0, 0, 0, 0, 0]);
    expect(order.indexOf('e')).toBeLessThan(3);
  });

  it('gives its slot back where a statement fails', async () => {
    const [store, slots] = [new Store(), new Slots(1)];
    const reads = groupRead(store, 1, 3, slots);
    const unlucky = reads.read('a');
    await turn();
    store.running[0]?.fail(new Error('gone'));
    await expect(unlucky).rejects.toThrow('gone');
    const next = groupRead(store, 1, 3, slots).read('b');
    await turn();
    store.running[1]?.answer();
    expect(await next).toBe(0);
  });

  it('never answers with less than was there when it was asked, whatever the order of things', async () => {
    const step: fc.Arbitrary<Step> = fc.record({
      do: fc.constantFrom('write', 'read', 'answer', 'turn'),
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      which: fc.nat({ max: 3 }),
    });
    const run = async (steps: Step[], atOnce: number, slots: number) => {
      const store = new Store();
      const reads = groupRead(store, atOnce, 3, new Slots(slots));
      const asked: { least: number; answer: Promise<number | null> }[] = [];
      for (const each of steps) {
        if (each.do === 'write') store.value++;
        else if (each.do === 'read') asked.push({ least: store.value, answer: reads.read(each.key) });
        else if (each.do === 'answer') store.running.splice(each.which, 1)[0]?.answer();
        else await turn();
      }
      const answers = asked.map(async ({ least, answer }) => ((await answer) ?? -1) >= least);
      // Each statement that is still to come begins after one that is answered here.
      for (let left = asked.length + 1; left > 0; left--) {
        for (const { answer } of store.running.splice(0)) answer();
        await turn();
      }
      expect(await Promise.all(answers)).toEqual(asked.map(() => true));
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), run),
      { numRuns: 200 },
    );
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { EntityManager } from 'typeorm';

interface Held {
  begun: string;
  over: boolean;
}

type Method = (...given: unknown[]) => unknown;
type Work = (manager: EntityManager) => Promise<unknown>;

/** One at a time in a process: whom it waits for does not wait for it. */
const ALONE = /event-consumer/;
const DEEP = 40;
const LINES = 8;

const held = new AsyncLocalStorage<Held>();
const found = new Set<string>();

/** Where a transaction waits for another connection of the pool: enough of them at once wait for each other. */
export function secondConnections(): string[] {
  const all = [...found];
  found.clear();
  return all;
}

function stack(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEP;
  const { stack: lines = '' } = new Error('here');
  Error.stackTraceLimit = before;
  return lines
    .split('\n')
    .filter((line) => line.includes('/src/'))
    .slice(0, LINES)
    .join('\n');
}

const transaction = Reflect.get(EntityManager.prototype as object, 'transaction') as Method;
const connect = Reflect.get(pg.Pool.prototype as object, 'connect') as Method;

Object.assign(EntityManager.prototype, {
  transaction(this: EntityManager, ...given: unknown[]) {
    const work = given.find((each) => typeof each === 'function') as Work;
    const mine = { begun: stack(), over: false };
    const watched: Work = async (manager) => {
      try {
        return await held.run(mine, () => work(manager));
      } finally {
        mine.over = true;
      }
    };
    const watching = given.map((each) => (each === work ? watched : each));
    return Reflect.apply(transaction, this, watching);
  },
});

Object.assign(pg.Pool.prototype, {
  connect(this: pg.Pool, ...given: unknown[]) {
    const mine = held.getStore();
    if (mine && !mine.over && !ALONE.test(mine.begun)) found.add(`${stack()}\nwithin\n${mine.begun}`);
    return Reflect.apply(connect, this, given);
  },
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Announced } from '../../src/contract/notifications.js';
import { AnnouncementFanOut } from '../../src/notifications/announcement-fan-out.js';
import { MessageFanOut } from '../../src/notifications/message-fan-out.js';
import { ReactionFanOut } from '../../src/notifications/reaction-fan-out.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';
import { linesOf } from '../support/scheduled.js';

const POOL_SIZE = 2;
/** More than there are connections, and no more than a worker does at once. */
const AT_ONCE = POOL_SIZE + 1;

let server: Server;
let ana: Person;
let bruno: Person;
let begun: PromiseWithResolvers<void>;

beforeEach(async () => {
  begun = Promise.withResolvers();
  server = await Server.start();
  [ana, bruno] = [await Person.register(server), await Person.register(server)];
});
afterEach(async () => {
  begun.resolve();
  vi.restoreAllMocks();
  await server.stop();
});

/** A worker with few connections begins all of this at the same moment. */
async function begunTogether(fanOut: { run: (id: string) => Promise<void> }, ids: string[]) {
  const run = Reflect.get(fanOut, 'run');
  const waiting = new Set(ids);
  const spy = vi.spyOn(fanOut, 'run').mockImplementation(async function (this: unknown, id) {
    waiting.delete(id);
    if (waiting.size === 0) begun.resolve();
    if (ids.includes(id)) await begun.promise;
    await run.call(this, id);
  });
  await server.addWorker({ DATABASE_POOL_SIZE: String(POOL_SIZE) });
  return {
    failures: async () => {
      const ended = await Promise.allSettled(spy.mock.results.map(({ value }) => value));
      return ended.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    },
  };
}

const times = <T>(make: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: AT_ONCE }, make));

it('announcements are told at once by a worker with fewer connections', async () => {
  const announced = await times(async () =>
    succeeded(Announced, await ana.call('POST', '/announcements', { title: 'News', body: 'That is all.' })),
  );
  const told = await begunTogether(
    AnnouncementFanOut.prototype,
    announced.map(({ id }) => id),
  );
  expect(await linesOf(bruno, 'announcement', AT_ONCE)).toHaveLength(AT_ONCE);
  expect(await told.failures()).toEqual([]);
});

it('messages of several channels are told of at once by a worker with fewer connections', async () => {
  const channels = await times(() => ana.createChannel({}, [bruno]));
  for (const { id } of channels) await ana.post(id, `@${bruno.username} look`);
  const told = await begunTogether(
    MessageFanOut.prototype,
    channels.map(({ id }) => id),
  );
  expect(await linesOf(bruno, 'mention', AT_ONCE)).toHaveLength(AT_ONCE);
  expect(await told.failures()).toEqual([]);
});

it('reactions in several channels are told of at once by a worker with fewer connections', async () => {
  const channels = await times(() => ana.createChannel({}, [bruno]));
  for (const { id } of channels) {
    const { message } = await ana.post(id, 'what about this?');
    await bruno.call('PUT', `/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
  }
  const told = await begunTogether(
    ReactionFanOut.prototype,
    channels.map(({ id }) => id),
  );
  expect(await linesOf(ana, 'reaction', AT_ONCE)).toHaveLength(AT_ONCE);
  expect(await told.failures()).toEqual([]);
});

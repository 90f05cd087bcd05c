import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MemoryStore } from './client-store.js';
import type { Notification, NotificationPage } from './contract.js';
import { Http } from './http.js';
import { Inbox } from './inbox.js';
import { Keeper } from './keeper.js';
import { Session } from './session.js';
import { Sites } from './sites.js';

/** What was asked for, each to be answered when the test says so. */
let asked: { path: string; answer: (body: unknown) => void }[];
let session: Session;
let inbox: Inbox;

beforeEach(() => {
  asked = [];
  const http = new Http(new Sites('http://server'), (url) => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    asked.push({ path: url.replace('http://server/api/v1', ''), answer: (body) => resolve(Response.json(body)) });
    return promise;
  });
  session = new Session(http, new Keeper(new MemoryStore()), { renewed: () => undefined, ended: () => undefined });
  const later = Date.now() + 3_600_000;
  session.restore(
    new Map([['session', { accessToken: 'access', refreshToken: 'refresh', expiresAt: later, renewAt: later }]]),
  );
  inbox = new Inbox(session);
});
afterEach(() => session.stop());

const at = (rev: number): string => new Date(1_700_000_000_000 + rev * 1000).toISOString();

const line = (id: string, rev: number, change: Partial<Notification> = {}): Notification => ({
  id,
  rev,
  kind: 'mention',
  title: id,
  body: '',
  path: '/',
  channelId: null,
  messageId: null,
  actorIds: [],
  count: 1,
  critical: false,
  createdAt: at(rev),
  updatedAt: at(rev),
  readAt: null,
  archivedAt: null,
  ...change,
});

const page = (items: Notification[], nextCursor: string | null = null): NotificationPage => ({
  items,
  nextCursor,
  unread: items.filter(({ readAt }) => readAt === null).length,
});

const arrives = (notification: Notification, unread: number): void =>
  inbox.arrived({ ...notification, unread, alert: true });

/** Asks for something, and waits until the server knows. */
async function ask(call: () => Promise<void>) {
  const before = asked.length;
  const done = call();
  await vi.waitFor(() => expect(asked).toHaveLength(before + 1));
  return async (body: unknown): Promise<void> => {
    asked[before]?.answer(body);
    await done;
  };
}

const shown = (): string[] => inbox.snapshot().items.map(({ id, rev }) => `${id}:${rev}`);

async function loaded(...items: Notification[]): Promise<void> {
  const answer = await ask(() => inbox.load());
  await answer(page(items));
}

it('what comes while a page is asked for stays, and so does its count', async () => {
  await loaded(line('a', 1));
  const answer = await ask(() => inbox.load());
  arrives(line('b', 2), 2);
  await answer(page([line('a', 1)]));
  expect(shown()).toEqual(['b:2', 'a:1']);
  expect(inbox.snapshot().unread).toBe(2);
});

it('of a line that changes while a page is asked for, the newer state stays', async () => {
  await loaded(line('a', 1), line('b', 2));
  const answer = await ask(() => inbox.load());
  arrives(line('a', 3, { readAt: at(3) }), 1);
  arrives(line('b', 4, { readAt: at(4), archivedAt: at(4) }), 0);
  await answer(page([line('a', 1), line('b', 2)]));
  expect(shown()).toEqual(['a:3']);
  expect(inbox.snapshot().unread).toBe(0);
});

it('what is archived while older lines are asked for does not come back with them', async () => {
  const first = await ask(() => inbox.load());
  await first(page([line('b', 2)], '2'));
  const answer = await ask(() => inbox.loadOlder());
  arrives(line('a', 3, { readAt: at(3), archivedAt: at(3) }), 1);
  await answer(page([line('a', 1)]));
  expect(shown()).toEqual(['b:2']);
});

it('a page takes the place of what was there when it was asked for', async () => {
  await loaded(line('a', 1));
  arrives(line('b', 2), 2);
  await loaded(line('c', 3));
  expect(shown()).toEqual(['c:3']);
  expect(inbox.snapshot().unread).toBe(1);
});

it('of two loads the one that was asked for last counts, in whatever order they are answered', async () => {
  const [first, second] = [await ask(() => inbox.load()), await ask(() => inbox.load())];
  await second(page([line('a', 1), line('b', 2)]));
  await first(page([line('a', 1)]));
  expect(shown()).toEqual(['b:2', 'a:1']);
  expect(inbox.snapshot().unread).toBe(2);
});

it('older lines that were asked for before a load do not move its end', async () => {
  const first = await ask(() => inbox.load());
  await first(page([line('b', 2)], '2'));
  const older = await ask(() => inbox.loadOlder());
  const newest = await ask(() => inbox.load());
  await newest(page([line('c', 3)], '3'));
  await older(page([line('a', 1)]));
  expect(shown()).toEqual(['c:3']);
  expect(inbox.snapshot().hasOlder).toBe(true);
});

it('a load that is under way, or a count that came, is asked for again after a gap; nothing else is', async () => {
  inbox.refresh();
  const first = await ask(() => inbox.load());
  inbox.refresh();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  await first(page([]));
  asked[1]?.answer(page([line('a', 1)]));
  await vi.waitFor(() => expect(shown()).toEqual(['a:1']));
  inbox.clear();
  inbox.refresh();
  arrives(line('b', 2), 1);
  inbox.refresh();
  await vi.waitFor(() => expect(asked).toHaveLength(3));
});

it('what was asked for before somebody signed out is not shown to whoever comes after', async () => {
  const answer = await ask(() => inbox.load());
  inbox.clear();
  await answer(page([line('a', 1)]));
  expect(inbox.snapshot()).toEqual({ unread: null, items: [], hasOlder: false });
});

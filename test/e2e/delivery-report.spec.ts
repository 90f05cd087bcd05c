import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';
import { Scrape } from '../support/scrape.js';

const CLIENT = '{measured="client"}';

let server: Server;
let ana: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  ({ id: channelId } = await ana.createChannel());
});
afterAll(() => server.stop());

/** What the second instance knows of reported deliveries. */
async function reported(): Promise<{ count: number; sum: number }> {
  const scrape = await Scrape.of(server.urlOf(1));
  const value = (what: string) => scrape.value(`tertulia_deliver_seconds_${what}${CLIENT}`);
  return { count: value('count'), sum: value('sum') };
}

const there = (person: Person) => person.connect({ instance: 1 });

/** A message committed by the first instance, when the socket at the second one has it. */
async function told(socket: ChatSocket): Promise<number> {
  const { message } = await ana.post(channelId, 'hello');
  await socket.reaches(channelId, message.rev);
  return message.rev;
}

const report = (socket: ChatSocket, fields: Record<string, unknown>) =>
  socket.request('delivery:report', { channelId, waitedMs: 0, ...fields });

it('counts the time from a commit on another instance to its receipt', async () => {
  const socket = await there(ana);
  const before = await reported();
  const from = performance.now();
  const rev = await told(socket);
  expect(await report(socket, { rev })).toEqual({ ok: true, data: null });
  const took = (performance.now() - from) / 1000;
  const after = await reported();
  expect(after.count).toBe(before.count + 1);
  expect(after.sum - before.sum).toBeGreaterThanOrEqual(0);
  // The stamp is in whole milliseconds.
  expect(after.sum - before.sum).toBeLessThanOrEqual(took + 0.001);
});

it('takes off what the client waited, and never counts less than nothing', async () => {
  const socket = await there(ana);
  const before = await reported();
  await report(socket, { rev: await told(socket), waitedMs: 60_000 });
  expect(await reported()).toEqual({ count: before.count + 1, sum: before.sum });
});

it('counts one report a second of a socket', async () => {
  const [one, other] = [await there(ana), await there(ana)];
  const rev = await told(one);
  await other.reaches(channelId, rev);
  const before = await reported();
  const acks = await Promise.all([one, one, one, other].map((socket) => report(socket, { rev })));
  expect(acks.every(({ ok }) => ok)).toBe(true);
  expect((await reported()).count).toBe(before.count + 2);
});

it('counts nothing of what this instance did not send to the caller, and answers the same', async () => {
  const outsider = await Person.register(server);
  const [socket, stranger] = [await there(ana), await there(outsider)];
  const rev = await told(socket);
  const before = await reported();
  expect(await report(stranger, { rev })).toEqual({ ok: true, data: null });
  expect(await report(socket, { rev: rev + 1000 })).toEqual({ ok: true, data: null });
  expect(await report(await there(ana), { rev, channelId: crypto.randomUUID() })).toEqual({ ok: true, data: null });
  expect(await reported()).toEqual(before);
});

it('counts what a reader of a public channel has, who is no member', async () => {
  const reader = await there(await Person.register(server));
  await reader.request('channel:open', { channelId });
  const before = await reported();
  await report(reader, { rev: await told(reader) });
  expect((await reported()).count).toBe(before.count + 1);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AllRead, MyChannel, MyChannelPage, ReadState } from '../../src/contract/channels.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const TOLD_WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;
let devices: [ChatSocket, ChatSocket];

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  devices = await Promise.all([bruno.connect({ instance: 0 }), bruno.connect({ instance: 1 })]);
});
afterAll(() => server.stop());

/** A channel with `count` messages for Bruno, of which the last but one mentions him, and all of which he has read. */
async function readChannel(count: number): Promise<string> {
  const { id } = await ana.createChannel({}, [bruno]);
  for (let n = 1; n <= count; n++) await ana.post(id, n === count - 1 ? `@${bruno.username} look` : `message ${n}`);
  await bruno.call('PUT', `/channels/${id}/read`, { seq: count });
  return id;
}

/** Where a device that goes by the events has the marker. */
function markerOf(device: ChatSocket, channelId: string): { readSeq: number; mentionCount: number } {
  let marker = { readSeq: 0, mentionCount: 0 };
  for (const read of device.received['channel:read']) {
    if (read.channelId !== channelId || read.userId !== bruno.id) continue;
    if (read.movedBack || read.readSeq >= marker.readSeq) marker = read;
  }
  return { readSeq: marker.readSeq, mentionCount: marker.mentionCount };
}

async function agreed(channelId: string, expected: { readSeq: number; mentionCount: number }): Promise<void> {
  for (const device of devices) {
    await until(
      () => `${JSON.stringify(expected)}; got ${JSON.stringify(device.received['channel:read'].slice(-3))}`,
      () => JSON.stringify(markerOf(device, channelId)) === JSON.stringify(expected),
      TOLD_WITHIN_MS,
    );
  }
  expect(await bruno.channel(channelId)).toMatchObject(expected);
}

const unread = async (id: string, seq: number, instance = 0): Promise<ReadState> =>
  succeeded(ReadState, await bruno.call('POST', `/channels/${id}/unread`, { seq }, { instance }));

describe('marking as unread', () => {
  it('makes a message and all after it unread again, on all devices, over both doors', async () => {
    const id = await readChannel(5);
    expect(await unread(id, 3, 1)).toMatchObject({ channelId: id, readSeq: 2, mentionCount: 1 });
    await agreed(id, { readSeq: 2, mentionCount: 1 });
    expect((await bruno.channel(id)).unread).toBe(3);
    const back = await devices[0].ask(ReadState, 'channel:unread', { channelId: id, seq: 1 });
    expect(back).toMatchObject({ channelId: id, readSeq: 0, mentionCount: 1 });
    await agreed(id, { readSeq: 0, mentionCount: 1 });
    const ready = (await bruno.connect()).received.ready[0]?.channels.find(({ channelId }) => channelId === id);
    expect(ready).toMatchObject({ readSeq: 0, mentionCount: 1 });
  });

  it('is the only way back, and never one forward', async () => {
    const id = await readChannel(4);
    expect(await devices[0].read(id, 2)).toMatchObject({ readSeq: 4 });
    expect(await unread(id, 2)).toMatchObject({ readSeq: 1 });
    expect(await unread(id, 4)).toMatchObject({ readSeq: 1 });
    expect(await devices[1].read(id, 3)).toMatchObject({ readSeq: 3, mentionCount: 0 });
    await agreed(id, { readSeq: 3, mentionCount: 0 });
  });

  it('ends on all devices as it does in the database, whatever is read at the same time', async () => {
    const id = await readChannel(8);
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        unread(id, 2 + round, round % 2),
        devices[0].read(id, 3 + round),
        unread(id, 1, (round + 1) % 2),
        devices[1].read(id, 5),
        devices[0].request('channel:unread', { channelId: id, seq: 4 }),
      ]);
      const { readSeq, mentionCount } = await bruno.channel(id);
      await agreed(id, { readSeq, mentionCount });
      expect(markerOf(devices[0], id)).toEqual(markerOf(devices[1], id));
    }
  });

  it('is nothing that the others in a direct channel hear of', async () => {
    const direct = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [bruno.id] }));
    const peer = await ana.connect({ instance: 1 });
    await ana.post(direct.id, 'one');
    await ana.post(direct.id, 'two');
    await devices[0].read(direct.id, 2);
    const receipts = () => peer.received['channel:read'].filter(({ userId }) => userId === bruno.id);
    await until('the receipt', () => receipts().length > 0, TOLD_WITHIN_MS);
    await unread(direct.id, 1);
    await agreed(direct.id, { readSeq: 0, mentionCount: 0 });
    await devices[1].read(direct.id, 2);
    await until('the next receipt', () => receipts().length > 1, TOLD_WITHIN_MS);
    expect(receipts().map(({ readSeq }) => readSeq)).toEqual([2, 2]);
    peer.close();
  });

  it('is for members', async () => {
    const open = await ana.createChannel();
    const secret = await ana.createChannel({ kind: 'private' });
    expect(await answeredOtherwise(bruno, [['POST', `/channels/${open.id}/unread`, { seq: 1 }]], 'forbidden')).toEqual(
      [],
    );
    expect(
      await answeredOtherwise(bruno, [['POST', `/channels/${secret.id}/unread`, { seq: 1 }]], 'not_found'),
    ).toEqual([]);
  });
});

describe('marking all as read', () => {
  it('moves every marker to the end, and tells all devices of each channel that it moved in', async () => {
    const ids = [await readChannel(3), await readChannel(4), await readChannel(2)];
    const [first = '', second = '', third = ''] = ids;
    await unread(first, 1);
    await unread(second, 3);
    const { items } = succeeded(AllRead, await bruno.call('POST', '/channels/read-all', undefined, { instance: 1 }));
    const mine = items.filter(({ channelId }) => ids.includes(channelId));
    expect(new Map(mine.map((read) => [read.channelId, read]))).toEqual(
      new Map([
        [first, { channelId: first, readSeq: 3, mentionCount: 0, rev: 3 }],
        [second, { channelId: second, readSeq: 4, mentionCount: 0, rev: 4 }],
      ]),
    );
    await agreed(first, { readSeq: 3, mentionCount: 0 });
    await agreed(second, { readSeq: 4, mentionCount: 0 });
    await agreed(third, { readSeq: 2, mentionCount: 0 });
    const list = await bruno.get(MyChannelPage, '/channels?limit=100');
    expect(list.items.filter(({ unread: left, mentionCount }) => left + mentionCount > 0)).toEqual([]);
    expect(await devices[0].ask(AllRead, 'channel:read-all', {})).toEqual({ items: [] });
  });
});

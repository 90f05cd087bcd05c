import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChannelsService } from '../../src/channels/channels.service.js';
import { SocketRegistry } from '../../src/presence/connection-registry.service.js';
import { AccessLoader } from '../../src/realtime/access-loader.js';
import { Server } from '../support/app.js';
import { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;
/** Ana's other device, and Bruno's: what they hear the instance has told. */
let anas: ChatSocket;
let brunos: ChatSocket;

beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  [ana, bruno] = [await Person.register(server), await Person.register(server)];
  [anas, brunos] = [await ana.connect(), await bruno.connect()];
});
afterEach(() => vi.restoreAllMocks());

/** The next answer of the method is there, and whoever asked gets it once `go` is called. */
function held<T extends object>(owner: T, method: keyof T & string): { asked: () => boolean; go: () => void } {
  const gate = Promise.withResolvers<void>();
  const real = owner[method] as (...args: unknown[]) => Promise<unknown>;
  let asked = false;
  const hold = async function hold(this: unknown, ...args: unknown[]) {
    const answer = await real.apply(this, args);
    asked = true;
    await gate.promise;
    return answer;
  };
  vi.spyOn(owner as Record<string, typeof hold>, method).mockImplementationOnce(hold);
  return { asked: () => asked, go: gate.resolve };
}

/** A device of Ana's that connects while something happens, after it was looked up where her channels stand. */
async function connectingWhile(happens: () => Promise<unknown>): Promise<ChatSocket> {
  const reserve = held(SocketRegistry.prototype, 'reserve');
  const device = ChatSocket.open(server, ana.accessToken);
  await until('the look-up is over', reserve.asked, WITHIN_MS);
  await happens();
  reserve.go();
  await device.event('ready');
  return device;
}

const headOf = ({ received: { ready } }: ChatSocket, id: string) =>
  ready[0]?.channels.find(({ channelId }) => channelId === id);

describe('what happens while a device connects is in its first event', () => {
  it('what its user sent from another device, which they have read', async () => {
    const { id } = await ana.createChannel();
    await anas.joined(id);
    const device = await connectingWhile(async () => {
      const { message } = await anas.send(id, 'from the other device');
      await anas.reaches(id, message.rev);
    });
    expect(headOf(device, id)).toMatchObject({ rev: 1, seq: 1, readSeq: 1, mentionCount: 0 });
  });

  it('that somebody mentioned its user', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await brunos.joined(id);
    const device = await connectingWhile(async () => {
      const { message } = await brunos.send(id, `@${ana.username}, are you there?`);
      await brunos.reaches(id, message.rev);
    });
    expect(headOf(device, id)).toMatchObject({ rev: 1, seq: 1, readSeq: 0, mentionCount: 1 });
  });

  it('how far its user has read on another device', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await bruno.post(id, 'one');
    await bruno.post(id, 'two');
    const device = await connectingWhile(async () => {
      await ana.call('PUT', `/channels/${id}/read`, { seq: 2 });
      await anas.event('channel:read', ({ channelId }) => channelId === id);
    });
    expect(headOf(device, id)).toMatchObject({ rev: 2, seq: 2, readSeq: 2 });
  });
});

it('what happens while that is looked up once more comes after the first event', async () => {
  const { id } = await ana.createChannel({}, [bruno]);
  await brunos.joined(id);
  let again: ReturnType<typeof held> | undefined;
  const connecting = connectingWhile(async () => {
    const { message } = await brunos.send(id, 'one');
    await brunos.reaches(id, message.rev);
    again = held(AccessLoader.prototype, 'loadOne');
  });
  await until('it is looked up once more', () => again?.asked() ?? false, WITHIN_MS);
  const { message } = await brunos.send(id, 'two');
  await brunos.reaches(id, message.rev);
  again?.go();
  const device = await connecting;
  await device.reaches(id, message.rev);
  expect(device.order[0]).toBe('ready');
  expect(headOf(device, id)).toMatchObject({ rev: 1, seq: 1, readSeq: 0 });
  expect(device.bodiesOf(id, 1)).toEqual(['two']);
});

describe('a channel that somebody joins', () => {
  it('is told with counts of the moment that its rev is of, and what comes meanwhile after it', async () => {
    const { id } = await bruno.createChannel();
    await brunos.joined(id);
    const describing = held(ChannelsService.prototype, 'describeMine');
    await ana.call('POST', `/channels/${id}/join`);
    await until('it is described', describing.asked, WITHIN_MS);
    const { message } = await ana.post(id, 'here I am');
    await brunos.reaches(id, message.rev);
    describing.go();
    const { channel } = await anas.event('channel:joined', ({ channelId }) => channelId === id);
    expect(channel).toMatchObject({ rev: 0, seq: 0, readSeq: 0, unread: 0 });
    await anas.reaches(id, message.rev);
    expect(anas.bodiesOf(id, channel.rev)).toEqual(['here I am']);
    const told = anas.order.filter((name) => name === 'channel:joined' || name === 'channel:changes');
    expect(told).toEqual(['channel:joined', 'channel:changes']);
  });

  it('is told when the database answers again', async () => {
    const { id } = await bruno.createChannel();
    await brunos.joined(id);
    vi.spyOn(ChannelsService.prototype, 'describeMine').mockRejectedValueOnce(new Error('PostgreSQL is away'));
    await ana.call('POST', `/channels/${id}/join`);
    const { channel } = await anas.event('channel:joined', ({ channelId }) => channelId === id);
    expect(channel).toMatchObject({ role: 'member', rev: 0 });
    const { message } = await bruno.post(id, 'welcome');
    await anas.reaches(id, message.rev);
    expect(anas.received['channel:joined'].filter(({ channelId }) => channelId === id)).toHaveLength(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { Me, UserPage } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, noSuchId, Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;
let reader: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
  reader = await bruno.connect({ instance: 1 });
});
afterAll(() => server.stop());

const readersOf = async (asking: Person, messageId: string): Promise<string[]> => {
  const { items } = await asking.get(UserPage, `/messages/${messageId}/readers`);
  return items.map(({ id }) => id);
};
const showReceipts = async (person: Person, readReceipts: boolean): Promise<Me> =>
  succeeded(Me, await person.call('PATCH', '/users/me', { readReceipts }));
const refused = (person: Person, messageId: string, code: 'forbidden' | 'not_found' | 'conflict') =>
  answeredOtherwise(person, [['GET', `/messages/${messageId}/readers`]], code);

describe('who has read a message', () => {
  it('are those who read up to it, without its author, over both doors', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno, carla]);
    const first = (await ana.post(id, 'one')).message;
    const second = (await ana.post(id, 'two')).message;
    expect(await readersOf(ana, first.id)).toEqual([]);
    await reader.read(id, 1);
    expect(await readersOf(ana, first.id)).toEqual([bruno.id]);
    expect(await readersOf(ana, second.id)).toEqual([]);
    await carla.call('PUT', `/channels/${id}/read`, { seq: 2 });
    const asked = await reader.ask(UserPage, 'message:readers', { messageId: first.id });
    expect(asked.items.map((user) => user.id)).toEqual([bruno.id, carla.id]);
    await bruno.call('POST', `/channels/${id}/unread`, { seq: 1 });
    expect(await readersOf(carla, first.id)).toEqual([carla.id]);
  });

  it('is shown to members, in channels of up to fifty people', async () => {
    const open = await ana.createChannel({}, [bruno]);
    const secret = await ana.createChannel({ kind: 'private' });
    const [shown, hidden] = [(await ana.post(open.id, 'open')).message, (await ana.post(secret.id, 'secret')).message];
    expect(await refused(carla, shown.id, 'forbidden')).toEqual([]);
    expect(await refused(carla, hidden.id, 'not_found')).toEqual([]);
    expect(await refused(ana, noSuchId(), 'not_found')).toEqual([]);
    const fill = (count: number) =>
      server.db.query(
        `INSERT INTO members (channel_id, user_id, role, read_seq) SELECT $1, gen_random_uuid(), 'member', 0
         FROM generate_series(1, $2)`,
        [open.id, count],
      );
    await fill(48);
    expect(await readersOf(ana, shown.id)).toEqual([]);
    await fill(1);
    expect(await refused(ana, shown.id, 'conflict')).toEqual([]);
  });

  it('is not told of those who show no receipts, nor to them', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno, carla]);
    const { message } = await ana.post(id, 'who?');
    await reader.read(id, 1);
    await carla.call('PUT', `/channels/${id}/read`, { seq: 1 });
    expect((await showReceipts(bruno, false)).readReceipts).toBe(false);
    expect((await bruno.get(Me, '/users/me')).readReceipts).toBe(false);
    expect(await readersOf(ana, message.id)).toEqual([carla.id]);
    expect(await refused(bruno, message.id, 'forbidden')).toEqual([]);
    expect(await reader.refuse('message:readers', { messageId: message.id })).toMatchObject({ code: 'forbidden' });
    await showReceipts(bruno, true);
    expect(await readersOf(bruno, message.id)).toEqual([bruno.id, carla.id]);
  });
});

describe('receipts in a direct channel', () => {
  it('are told neither of whom shows none, nor to them; their own devices know', async () => {
    const userIds = [bruno.id, carla.id];
    const { id } = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds }));
    const [anas, carlas, brunos] = [await ana.connect(), await carla.connect({ instance: 1 }), await bruno.connect()];
    for (const body of ['one', 'two']) await ana.post(id, body);
    await carla.post(id, 'three');
    await showReceipts(bruno, false);
    await reader.read(id, 1);
    await brunos.event('channel:read', ({ channelId, readSeq }) => channelId === id && readSeq === 1);
    await anas.read(id, 3);
    await carlas.event('channel:read', ({ userId, readSeq }) => userId === ana.id && readSeq === 3);
    await ana.post(id, 'four');
    await carlas.read(id, 4);
    await anas.event('channel:read', ({ userId, readSeq }) => userId === carla.id && readSeq === 4);
    const ofOthers = (socket: ChatSocket, person: Person) =>
      socket.received['channel:read'].filter(({ channelId, userId }) => channelId === id && userId !== person.id);
    expect(ofOthers(anas, ana).map(({ userId }) => userId)).toEqual([carla.id]);
    expect(ofOthers(carlas, carla).map(({ userId }) => userId)).toEqual([ana.id]);
    for (const socket of [reader, brunos]) expect(ofOthers(socket, bruno)).toEqual([]);
    await showReceipts(bruno, true);
    for (const socket of [anas, carlas, brunos]) socket.close();
  });
});

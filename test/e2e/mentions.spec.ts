import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;

beforeAll(async () => {
  server = await Server.start();
  [ana, bruno, carla] = [await Person.register(server), await Person.register(server), await Person.register(server)];
});
afterAll(() => server.stop());

const countOf = async (person: Person, channelId: string) => (await person.channel(channelId)).mentionCount;

describe('a message that mentions somebody', () => {
  it('carries their ids, however it was sent, and keeps them in history and catch-up', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const socket = await ana.connect();
    const body = `@${bruno.username} and @${carla.username}, and nobody@${bruno.username}.com`;
    const mentions = { userIds: [bruno.id, carla.id], groupIds: [], all: 'none' };

    const { message } = await socket.send(id, body);
    const posted = await ana.post(id, body);

    expect([message.mentions, posted.message.mentions]).toEqual([mentions, mentions]);
    await socket.reaches(id, posted.message.rev);
    expect(socket.changesOf(id).map((change) => change.message.mentions)).toEqual([mentions, mentions]);
    const { channels } = await socket.sync({ [id]: 0 });
    expect(channels).toMatchObject([{ changes: [{ message: { mentions } }, { message: { mentions } }] }]);
  });

  it('keeps them in a batch of many, each in its own message', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const socket = await ana.connect();
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, i) => socket.send(id, i % 2 === 0 ? `${i} @${bruno.username}` : `${i}`)),
    );
    expect(sent.map(({ message }) => message.mentions.userIds)).toEqual(
      Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? [bruno.id] : [])),
    );
    expect(await countOf(bruno, id)).toBe(10);
  });

  it('answers a retry with the mentions of the first', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const clientId = crypto.randomUUID();
    await ana.post(id, `@${bruno.username}`, clientId);
    const again = await ana.post(id, `@${bruno.username}`, clientId);
    expect(again).toMatchObject({ duplicate: true, message: { mentions: { userIds: [bruno.id] } } });
    expect(await countOf(bruno, id)).toBe(1);
  });
});

describe('the count of mentions', () => {
  it('is of those beyond the read marker, for each reader, in every place that tells it', async () => {
    const { id } = await ana.createChannel({}, [bruno, carla]);
    await ana.post(id, `@${bruno.username} one`);
    await ana.post(id, '@channel two');
    await ana.post(id, 'three');
    const last = await ana.post(id, `@${bruno.username} @channel four`);

    expect([await countOf(ana, id), await countOf(bruno, id), await countOf(carla, id)]).toEqual([0, 3, 2]);
    const socket = await bruno.connect();
    const [ready] = socket.received.ready;
    expect(ready?.channels.find(({ channelId }) => channelId === id)).toMatchObject({ mentionCount: 3 });

    const { rev } = last.message;
    expect(await socket.read(id, 1)).toMatchObject({ readSeq: 1, mentionCount: 2, rev });
    expect(await socket.event('channel:read')).toMatchObject({ readSeq: 1, mentionCount: 2, rev });
    expect(await socket.read(id, 1)).toMatchObject({ readSeq: 1, mentionCount: 2, rev });
    expect(await socket.read(id, last.message.seq)).toMatchObject({ mentionCount: 0 });
  });

  it('does not count what one says oneself', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await ana.post(id, `@${ana.username} @channel`);
    await bruno.post(id, 'hello');
    expect(await countOf(ana, id)).toBe(0);
  });

  it('follows edits and deletions', async () => {
    const { id } = await ana.createChannel({}, [bruno, carla]);
    const { message } = await ana.post(id, `@${bruno.username}`);
    const socket = await ana.connect();

    const edited = await socket.edit(message.id, `@${carla.username}`);
    expect(edited.message.mentions.userIds).toEqual([carla.id]);
    expect([await countOf(bruno, id), await countOf(carla, id)]).toEqual([0, 1]);

    await socket.delete(message.id);
    expect([await countOf(bruno, id), await countOf(carla, id)]).toEqual([0, 0]);
  });

  it('can be kept up by what is told live of edits and deletions', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const { message } = await ana.post(id, 'nobody');
    const devices = [await ana.connect(), await bruno.connect()];
    const ofBruno = { userIds: [bruno.id], groupIds: [], all: 'none' };
    const ofAll = { userIds: [], groupIds: [], all: 'channel' };
    const path = `/messages/${message.id}`;
    await ana.call('PATCH', path, { body: `@${bruno.username}` });
    await ana.call('PUT', `${path}/pin`);
    await ana.call('PATCH', path, { body: '@channel' });
    await ana.call('DELETE', path);
    for (const device of devices) {
      await device.reaches(id, message.rev + 4);
      expect(device.changesOf(id).map(({ kind, mentionsBefore }) => [kind, mentionsBefore])).toEqual([
        ['edited', { userIds: [], groupIds: [], all: 'none' }],
        ['pinned', undefined],
        ['edited', ofBruno],
        ['deleted', ofAll],
      ]);
    }
  });
});

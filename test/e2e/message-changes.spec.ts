import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChangedMessage } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

/** Whom a message mentions that names none. */
const nobody = { userIds: [], groupIds: [], all: 'none' };

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let author: ChatSocket;
let reader: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  author = await bruno.connect();
  reader = await ana.connect({ instance: 1 });
});
afterAll(() => server.stop());

describe('editing', () => {
  it('gives the message a new rev, never a new seq, and tells everyone', async () => {
    const { message } = await author.send(channelId, 'first');
    const edited = await author.edit(message.id, 'second <3');
    expect(edited.message).toEqual({
      ...message,
      body: 'second <3',
      html: '<p>second &lt;3</p>',
      rev: message.rev + 1,
      editedAt: expect.any(String),
    });
    await reader.reaches(channelId, edited.message.rev);
    expect(reader.changesOf(channelId).at(-1)).toEqual({
      rev: edited.message.rev,
      kind: 'edited',
      mentionsBefore: nobody,
      ...edited,
    });
    expect((await ana.channel(channelId)).rev).toBe(edited.message.rev);
  });

  it('answers the same over REST', async () => {
    const { message } = await author.send(channelId, 'first');
    const answer = await bruno.call('PATCH', `/messages/${message.id}`, { body: 'second' });
    expect(answer.status).toBe(200);
    expect(ChangedMessage.parse(answer.body).message).toMatchObject({ body: 'second', rev: message.rev + 1 });
  });

  it('is for the author alone, and for them while they are members', async () => {
    const secret = await ana.createChannel({ kind: 'private' }, [bruno]);
    const { message } = await author.send(secret.id, 'mine');
    expect(await reader.refuse('message:edit', { messageId: message.id, body: 'x' })).toMatchObject({
      code: 'forbidden',
    });
    await ana.call('DELETE', `/channels/${secret.id}/members/${bruno.id}`);
    const input = { messageId: message.id, body: 'x' };
    expect(await author.refuse('message:edit', input)).toMatchObject({ code: 'not_found' });
    expect(problemOf(await bruno.call('PATCH', `/messages/${message.id}`, { body: 'x' }))).toMatchObject({
      code: 'not_found',
    });
  });

  it('is refused to others whatever has become of the message', async () => {
    const { message } = await author.send(channelId, 'mine');
    await author.delete(message.id);
    const input = { messageId: message.id, body: 'x' };
    expect(await reader.refuse('message:edit', input)).toMatchObject({ code: 'forbidden' });
    expect(await author.refuse('message:edit', input)).toMatchObject({ code: 'conflict' });
  });

  it('is refused to a former member of a public channel', async () => {
    const open = await ana.createChannel({}, [bruno]);
    const { message } = await author.send(open.id, 'mine');
    await bruno.call('POST', `/channels/${open.id}/leave`);
    expect(await author.refuse('message:edit', { messageId: message.id, body: 'x' })).toMatchObject({
      code: 'forbidden',
    });
  });

  it('has the limits of sending', async () => {
    const { message } = await author.send(channelId, 'x');
    for (const body of ['', '  \n ', 'x'.repeat(4001)]) {
      const error = await author.refuse('message:edit', { messageId: message.id, body });
      expect(error).toMatchObject({ code: 'validation_failed', errors: [{ path: 'body' }] });
    }
  });

  it('of one message by many at once gives each its own rev', async () => {
    const { message } = await author.send(channelId, 'x');
    const edits = await Promise.all(Array.from({ length: 10 }, (_, i) => author.edit(message.id, `edit ${i}`)));
    const revs = edits.map((edit) => edit.message.rev).toSorted((a, b) => a - b);
    expect(revs).toEqual(Array.from({ length: 10 }, (_, i) => message.rev + i + 1));
  });
});

describe('deleting', () => {
  it('leaves a tombstone without content, in its place', async () => {
    const { message } = await author.send(channelId, 'a secret');
    const { message: tombstone } = await author.delete(message.id);
    expect(tombstone).toEqual({
      ...message,
      body: '',
      html: '',
      rev: message.rev + 1,
      deletedAt: expect.any(String),
    });
    await reader.reaches(channelId, tombstone.rev);
    expect(reader.changesOf(channelId).at(-1)).toEqual({
      rev: tombstone.rev,
      kind: 'deleted',
      mentionsBefore: nobody,
      message: tombstone,
    });
  });

  it('is final', async () => {
    const { message } = await author.send(channelId, 'x');
    await author.delete(message.id);
    const { rev } = await ana.channel(channelId);
    expect(await author.refuse('message:edit', { messageId: message.id, body: 'y' })).toMatchObject({
      code: 'conflict',
    });
    expect(await author.refuse('message:delete', { messageId: message.id })).toMatchObject({ code: 'conflict' });
    // What was refused took no place in the log.
    expect((await ana.channel(channelId)).rev).toBe(rev);
  });

  it('happens once where many ask at once', async () => {
    const { message } = await author.send(channelId, 'x');
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, instance) =>
        bruno.call('DELETE', `/messages/${message.id}`, undefined, { instance: instance % 2 }),
      ),
    );
    expect(statusesOf(answers)).toEqual([200, 409, 409, 409]);
  });

  it('is for the author and the moderators of the channel', async () => {
    const carla = await Person.register(server);
    await ana.invite(channelId, carla.id);
    const { message } = await author.send(channelId, 'x');
    expect((await carla.call('DELETE', `/messages/${message.id}`)).status).toBe(403);
    await ana.invite(channelId, carla.id, 'moderator');
    const deleted = succeeded(ChangedMessage, await carla.call('DELETE', `/messages/${message.id}`));
    expect(deleted.message).toMatchObject({ authorId: bruno.id, body: '' });
  });

  it('of a message that is not there is not found', async () => {
    expect(await author.refuse('message:delete', { messageId: noSuchId() })).toMatchObject({ code: 'not_found' });
    expect((await bruno.call('DELETE', `/messages/${noSuchId()}`)).status).toBe(404);
  });
});

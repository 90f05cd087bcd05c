import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Channel, ChannelMember, ChannelPage, MyChannelPage } from '../../src/contract/channels.js';
import { ChangedMessage } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, type Call, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;
let owner: ChatSocket;
let member: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
  owner = await ana.connect();
  member = await bruno.connect({ instance: 1 });
});
afterAll(() => server.stop());

async function channelWith(rules: Record<string, unknown>, role = 'member'): Promise<string> {
  const { id } = await ana.createChannel();
  if (Object.keys(rules).length > 0) await change(id, rules);
  await ana.invite(id, bruno.id, role);
  await member.joined(id);
  return id;
}

const change = async (id: string, rules: Record<string, unknown>): Promise<Channel> =>
  succeeded(Channel, await ana.call('PATCH', `/channels/${id}`, rules));

const silence = (channelId: string, person: Person, until: Date) =>
  server.db.query('UPDATE members SET silenced_until = $3 WHERE channel_id = $1 AND user_id = $2', [
    channelId,
    person.id,
    until,
  ]);

const draft = (channelId: string) => ({ channelId, clientId: crypto.randomUUID(), body: 'hello' });

/** Through both doors. */
async function refusalsToPost(person: Person, socket: ChatSocket, channelId: string) {
  const { channelId: _, ...body } = draft(channelId);
  const problem = problemOf(await person.call('POST', `/channels/${channelId}/messages`, body));
  const error = await socket.refuse('message:send', draft(channelId));
  expect(error).toEqual({ code: problem.code, message: problem.detail });
  return error;
}

describe('an announcement channel', () => {
  it('takes messages of its owners and moderators alone, and reactions of everybody', async () => {
    const id = await channelWith({ posting: 'moderators' });
    expect(await refusalsToPost(bruno, member, id)).toEqual({
      code: 'forbidden',
      message: 'Only owners and moderators post in this channel',
    });
    const { message } = await owner.send(id, 'We move on Monday');
    expect((await member.react(message.id, '🎉')).message.reactions).toHaveLength(1);
    await ana.invite(id, bruno.id, 'moderator');
    expect(await member.send(id, 'At nine')).toMatchObject({ duplicate: false });
  });

  it('takes no more edits of what members posted before, who may still delete it', async () => {
    const id = await channelWith({});
    const { message } = await member.send(id, 'before');
    await change(id, { posting: 'moderators' });
    const edit: Call = ['PATCH', `/messages/${message.id}`, { body: 'after' }];
    expect(await answeredOtherwise(bruno, [edit], 'forbidden')).toEqual([]);
    expect((await member.delete(message.id)).message.deletedAt).not.toBeNull();
  });
});

describe('a read-only member', () => {
  it('reads and reacts, and neither posts nor edits nor runs anything', async () => {
    const id = await channelWith({});
    const { message } = await member.send(id, 'before');
    await ana.invite(id, bruno.id, 'read-only');
    expect(await refusalsToPost(bruno, member, id)).toEqual({
      code: 'forbidden',
      message: 'You may only read in this channel',
    });
    const refused: Call[] = [
      ['PATCH', `/messages/${message.id}`, { body: 'after' }],
      ['PUT', `/messages/${message.id}/pin`],
      ['PATCH', `/channels/${id}`, { topic: 'mine' }],
      ['PUT', `/channels/${id}/members/${carla.id}`, { role: 'member' }],
      ['POST', `/channels/${id}/exports`, { format: 'csv' }],
      ['DELETE', `/messages/${(await owner.send(id, 'another')).message.id}`],
    ];
    expect(await answeredOtherwise(bruno, refused, 'forbidden')).toEqual([]);
    expect((await member.react(message.id, '👍')).message.reactions).toHaveLength(1);
    expect(await bruno.channel(id)).toMatchObject({ role: 'read-only', unread: 1 });
    expect((await member.delete(message.id)).message.deletedAt).not.toBeNull();
  });

  it('is made by owners and moderators, who leave what is above members to the owners', async () => {
    const id = await channelWith({}, 'moderator');
    await ana.invite(id, carla.id);
    const set = (person: Person, of: Person, role: string) =>
      person.call('PUT', `/channels/${id}/members/${of.id}`, { role });
    expect((await set(carla, carla, 'read-only')).status).toBe(403);
    const answer = await set(bruno, carla, 'read-only');
    expect(succeeded(ChannelMember, answer).role).toBe('read-only');
    expect((await set(carla, carla, 'member')).status).toBe(403);
    expect((await set(bruno, carla, 'member')).status).toBe(200);
    expect((await set(bruno, carla, 'moderator')).status).toBe(403);
    expect((await set(bruno, bruno, 'read-only')).status).toBe(403);
    expect((await set(bruno, ana, 'read-only')).status).toBe(403);
    expect((await set(ana, bruno, 'read-only')).status).toBe(200);
  });

  it('is so again when they leave and come back, by themselves or brought in, until somebody says otherwise', async () => {
    const id = await channelWith({}, 'read-only');
    await ana.invite(id, carla.id);
    await bruno.call('POST', `/channels/${id}/leave`);
    expect((await bruno.call('POST', `/channels/${id}/join`)).status).toBe(200);
    expect(await bruno.channel(id)).toMatchObject({ role: 'read-only' });
    await bruno.call('POST', `/channels/${id}/leave`);
    const path = `/channels/${id}/members/${bruno.id}`;
    const brought = await carla.call('PUT', path, { role: 'member' });
    expect(succeeded(ChannelMember, brought).role).toBe('read-only');
    await ana.call('PUT', path, { role: 'member' });
    await bruno.call('POST', `/channels/${id}/leave`);
    await bruno.call('POST', `/channels/${id}/join`);
    expect(await bruno.channel(id)).toMatchObject({ role: 'member' });
  });

  it('inherits a channel after all who may post', async () => {
    const id = await channelWith({}, 'read-only');
    await ana.invite(id, carla.id);
    await ana.call('POST', `/channels/${id}/leave`);
    expect((await carla.channel(id)).role).toBe('owner');
    await carla.call('POST', `/channels/${id}/leave`);
    expect((await bruno.channel(id)).role).toBe('owner');
  });
});

describe('a silenced member', () => {
  it('neither posts nor edits nor reacts, until the time is over', async () => {
    const id = await channelWith({});
    const { message } = await member.send(id, 'before');
    await member.react(message.id, '👍');
    const until = new Date(Date.now() + 3_600_000);
    await silence(id, bruno, until);
    expect(await refusalsToPost(bruno, member, id)).toEqual({
      code: 'forbidden',
      message: `A moderator silenced you in this channel until ${until.toISOString()}`,
    });
    const refused: Call[] = [
      ['PATCH', `/messages/${message.id}`, { body: 'after' }],
      ['PUT', `/messages/${message.id}/reactions/${encodeURIComponent('🎉')}`],
    ];
    expect(await answeredOtherwise(bruno, refused, 'forbidden')).toEqual([]);
    expect((await member.unreact(message.id, '👍')).message.reactions).toEqual([]);
    expect((await bruno.channel(id)).silencedUntil).toBe(until.toISOString());
    await silence(id, bruno, new Date(Date.now() - 1000));
    expect(await member.send(id, 'after')).toMatchObject({ duplicate: false });
    expect(
      succeeded(ChangedMessage, await bruno.call('PATCH', `/messages/${message.id}`, { body: 'after' })),
    ).toMatchObject({ message: { body: 'after' } });
  });
});

describe('slow mode', () => {
  it('lets a member post once in its time, and says when again', async () => {
    const id = await channelWith({ slowModeSeconds: 3600 });
    await member.send(id, 'first');
    const error = await member.refuse('message:send', draft(id));
    expect(error).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('Slow mode') });
    expect(error.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    const { channelId: _, ...body } = draft(id);
    const answer = await bruno.call('POST', `/channels/${id}/messages`, body, { instance: 0 });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3_500);
    for (let i = 0; i < 3; i++) await owner.send(id, 'without waiting');
    await change(id, { slowModeSeconds: 0 });
    expect(await member.send(id, 'second')).toMatchObject({ duplicate: false });
  });

  it('takes one of many that are sent at once, through all instances', async () => {
    const id = await channelWith({ slowModeSeconds: 3600 });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => {
        const { channelId: _channel, ...body } = draft(id);
        return bruno.call('POST', `/channels/${id}/messages`, body, { instance: i % 2 });
      }),
    );
    expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 11 }, () => 429)]);
    expect((await ana.channel(id)).seq).toBe(1);
  });

  it('holds up no edits', async () => {
    const id = await channelWith({ slowModeSeconds: 3600 });
    const { message } = await member.send(id, 'tpyo');
    expect((await member.edit(message.id, 'typo')).message.body).toBe('typo');
  });
});

it('a retry is answered with the first message, whatever was ruled meanwhile', async () => {
  const id = await channelWith({ slowModeSeconds: 3600 });
  const sent = draft(id);
  const { message } = await member.send(id, sent.body, sent.clientId);
  const again = async () => {
    expect(await member.send(id, sent.body, sent.clientId)).toEqual({ message, duplicate: true });
    const { channelId: _, ...body } = sent;
    expect((await bruno.call('POST', `/channels/${id}/messages`, body)).status).toBe(200);
  };
  await again();
  await change(id, { posting: 'moderators' });
  await again();
  await silence(id, bruno, new Date(Date.now() + 60_000));
  await ana.invite(id, bruno.id, 'read-only');
  await again();
});

describe('the rules of a channel', () => {
  it('are set by those who run it, seen by all, and told live on all instances', async () => {
    const id = await channelWith({});
    expect(await ana.channel(id)).toMatchObject({ posting: 'everyone', slowModeSeconds: 0, silencedUntil: null });
    expect((await bruno.call('PATCH', `/channels/${id}`, { posting: 'moderators' })).status).toBe(403);
    const browsed = async () => {
      const { items } = await carla.get(ChannelPage, '/channels/browse?limit=100');
      return items.find((channel) => channel.id === id);
    };
    expect(await browsed()).toMatchObject({ posting: 'everyone', slowModeSeconds: 0 });
    const rules = { posting: 'moderators', slowModeSeconds: 30 };
    expect(await change(id, rules)).toMatchObject(rules);
    const { channel } = await member.event(
      'channel:updated',
      (event) => event.channelId === id && event.channel.posting === 'moderators',
    );
    expect(channel).toMatchObject(rules);
    expect(await browsed()).toMatchObject(rules);
    const { items } = await bruno.get(MyChannelPage, '/channels?limit=100');
    expect(items.find((each) => each.id === id)).toMatchObject(rules);
  });

  it('move the list of the one who is silenced', async () => {
    const id = await channelWith({});
    const until = new Date(Date.now() + 3_600_000);
    const silencedUntil = async () => {
      const { items } = await bruno.get(MyChannelPage, '/channels?limit=100');
      return items.find((each) => each.id === id)?.silencedUntil;
    };
    expect(await silencedUntil()).toBeNull();
    await silence(id, bruno, until);
    expect(await silencedUntil()).toBe(until.toISOString());
  });

  it('are not those of direct channels', async () => {
    const answer = await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
    const { id } = succeeded(Channel, answer);
    const calls: Call[] = [['PATCH', `/channels/${id}`, { slowModeSeconds: 5 }]];
    expect(await answeredOtherwise(ana, calls, 'conflict')).toEqual([]);
  });
});

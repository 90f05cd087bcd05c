import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannelPage } from '../../src/contract/channels.js';
import { UserGroup } from '../../src/contract/groups.js';
import { Explanation, NotificationPage } from '../../src/contract/notifications.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until as untilWithin } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const until = (what: string, holds: () => Promise<boolean>) => untilWithin(what, holds, 30_000);

let server: Server;
let owner: Person;
let ana: Person;
let bruno: Person;
let carla: Person;
let names = 0;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true, env: { PUSH_AFTER: '3600' } });
  owner = await Person.register(server);
  [ana, bruno, carla] = [await Person.register(server), await Person.register(server), await Person.register(server)];
});
afterAll(() => server.stop());

async function createGroup(...members: Person[]): Promise<UserGroup> {
  const body = { name: `team${++names}`, displayName: `Team ${names}` };
  const group = succeeded(UserGroup, await owner.call('POST', '/groups', body));
  for (const { id } of members) await join(group, id);
  return group;
}
const join = ({ id }: UserGroup, userId: string) => owner.call('PUT', `/groups/${id}/members/${userId}`);
const leave = ({ id }: UserGroup, userId: string) => owner.call('DELETE', `/groups/${id}/members/${userId}`);

/** In every place that tells it; they all say the same. */
async function countOf(person: Person, channelId: string): Promise<number> {
  const socket = await person.connect({ instance: 1 });
  const { items } = await person.get(MyChannelPage, '/channels?limit=100');
  const counts = [
    (await person.channel(channelId)).mentionCount,
    items.find(({ id }) => id === channelId)?.mentionCount,
    socket.received.ready[0]?.channels.find((channel) => channel.channelId === channelId)?.mentionCount,
    (await socket.read(channelId, 0)).mentionCount,
  ];
  expect(new Set(counts).size).toBe(1);
  socket.close();
  return counts[0] ?? -1;
}

describe('a mention of a group', () => {
  it('is in the message, through both doors, for everybody and in catch-up', async () => {
    const group = await createGroup(bruno);
    const { id } = await ana.createChannel({}, [bruno]);
    const [socket, other] = [await ana.connect(), await bruno.connect({ instance: 1 })];
    const says = {
      html: `<p><span class="mention" data-group-id="${group.id}">@${group.name}</span>, look</p>`,
      mentions: { userIds: [], groupIds: [group.id], all: 'none' },
    };
    const [sent, posted] = [await socket.send(id, `@${group.name}, look`), await ana.post(id, `@${group.name}, look`)];
    expect([sent.message, posted.message]).toMatchObject([says, says]);
    await other.reaches(id, posted.message.rev);
    expect(other.changesOf(id).map(({ message }) => message)).toMatchObject([says, says]);
    expect((await other.sync({ [id]: 0 })).channels).toMatchObject([
      { changes: [{ message: says }, { message: says }] },
    ]);
  });

  it('counts once for each of its members who is in the channel, and for nobody else', async () => {
    const [one, two] = [await createGroup(ana, bruno), await createGroup(bruno)];
    const { id } = await ana.createChannel({}, [bruno, carla]);
    await ana.post(id, `@${one.name} and @${two.name} and @${bruno.username}`);
    await ana.post(id, `@${one.name} @channel`);
    await ana.post(id, `\`@${one.name}\``);
    expect([await countOf(ana, id), await countOf(bruno, id), await countOf(carla, id)]).toEqual([0, 2, 1]);
    const { rows } = await server.db.query<{ rows: number }>(
      'SELECT count(*)::int AS rows FROM mentions WHERE channel_id = $1',
      [id],
    );
    expect(rows).toEqual([{ rows: 4 }]);
  });

  it('is told to its members who are in the channel, with the reason', async () => {
    const group = await createGroup(ana, bruno, carla);
    const { id } = await ana.createChannel({}, [bruno]);
    const { message } = await ana.post(id, `@${group.name} look`);
    const inbox = (person: Person) => person.get(NotificationPage, '/notifications');
    await until('told', async () => (await inbox(bruno)).items.some(({ messageId }) => messageId === message.id));
    const told = (await inbox(bruno)).items.find(({ messageId }) => messageId === message.id);
    expect(told).toMatchObject({ kind: 'mention', body: `@${group.name} look`, actorIds: [ana.id] });
    const why = ({ id: userId }: Person) =>
      owner.get(Explanation, `/notifications/explain?messageId=${message.id}&userId=${userId}`);
    expect(await why(bruno)).toMatchObject({ told: true, rule: 'mentioned_group' });
    expect(await why(ana)).toMatchObject({ told: false, rule: 'own_message' });
    expect(await why(carla)).toMatchObject({ told: false, rule: 'not_concerned' });
  });
});

describe('the groups that somebody is in', () => {
  const toldTo = (socket: ChatSocket) => socket.received.groups.map(({ groupIds }) => groupIds);
  const told = (socket: ChatSocket, groupIds: string[]) =>
    until(
      `told ${JSON.stringify(groupIds)}`,
      async () => JSON.stringify(toldTo(socket).at(-1)) === JSON.stringify(groupIds),
    );

  it('are in what a connection is told first, and told to all of their devices when they change', async () => {
    const person = await Person.register(server);
    const { id } = await ana.createChannel({}, [person]);
    const { id: quiet } = await ana.createChannel({}, [person]);
    const group = await createGroup();
    await ana.post(id, `@${group.name}`);
    const [phone, other] = [await person.connect({ instance: 0 }), await person.connect({ instance: 1 })];
    expect(phone.received.ready[0]?.groupIds).toEqual([]);
    const bystander = await carla.connect();
    await join(group, person.id);
    for (const socket of [phone, other]) {
      await told(socket, [group.id]);
      const heads = socket.received.groups[0]?.channels ?? [];
      expect(heads).toMatchObject([{ channelId: id, seq: 1, readSeq: 0, mentionCount: 1 }]);
      expect(heads.map(({ channelId }) => channelId)).not.toContain(quiet);
    }
    expect((await person.connect()).received.ready[0]?.groupIds).toEqual([group.id]);
    // Again, and of somebody who is in no group: there is nothing to tell.
    await join(group, person.id);
    await leave(group, carla.id);
    await leave(group, person.id);
    for (const socket of [phone, other]) {
      await told(socket, []);
      expect(socket.received.groups.at(-1)?.channels).toMatchObject([{ channelId: id, mentionCount: 0 }]);
    }
    await join(group, person.id);
    for (const socket of [phone, other]) await told(socket, [group.id]);
    await owner.call('DELETE', `/groups/${group.id}`);
    for (const socket of [phone, other]) await told(socket, []);
    expect(toldTo(phone)).toEqual([[group.id], [], [group.id], []]);
    expect(bystander.received.groups).toEqual([]);
  });

  it('are told also where the word of the change was lost', async () => {
    const [person, group] = [await Person.register(server), await createGroup()];
    const device = await person.connect({ instance: 1 });
    await server.db.query('INSERT INTO user_group_members (group_id, user_id) VALUES ($1, $2)', [group.id, person.id]);
    await server.db.query('UPDATE user_groups SET member_count = 1 WHERE id = $1', [group.id]);
    await server.db.query('UPDATE users SET access_version = access_version + 1 WHERE id = $1', [person.id]);
    await told(device, [group.id]);
    expect(toldTo(device)).toEqual([[group.id]]);
  });
});

describe('the count of mentions', () => {
  it('equals a recount, whatever happens to messages, markers and groups', async () => {
    const groups = [await createGroup(bruno), await createGroup(carla)];
    const members = new Map(groups.map((group, i) => [group.id, new Set([i === 0 ? bruno.id : carla.id])]));
    const { id } = await ana.createChannel({}, [bruno, carla]);
    const parts = [
      ...groups.map(({ name }) => `@${name}`),
      ...[bruno, carla].map(({ username }) => `@${username}`),
      '@channel',
      '@here',
      'nobody',
    ];
    const bodyOf = (n: number) => [n, n * 3 + 1, n * 5].map((place) => parts[place % parts.length]).join(' ');

    const recount = async (person: Person) => {
      const { readSeq } = await person.channel(id);
      const { items } = await person.history(id, '?limit=100');
      return items.filter(
        ({ seq, mentions: { userIds, groupIds, all } }) =>
          seq > readSeq &&
          (all === 'channel' ||
            userIds.includes(person.id) ||
            groupIds.some((groupId) => members.get(groupId)?.has(person.id))),
      ).length;
    };
    const compare = async () => {
      for (const person of [bruno, carla]) expect(await countOf(person, id)).toBe(await recount(person));
    };

    const sent: string[] = [];
    for (let n = 0; n < 20; n++) sent.push((await ana.post(id, bodyOf(n))).message.id);
    await compare();
    for (const n of [2, 5, 8, 11]) await ana.call('PATCH', `/messages/${sent[n]}`, { body: bodyOf(n + 4) });
    for (const n of [3, 9, 17]) await ana.call('DELETE', `/messages/${sent[n]}`);
    await compare();
    const [first, second] = groups;
    if (!first || !second) throw new Error('two groups were made');
    await join(first, carla.id);
    members.get(first.id)?.add(carla.id);
    await compare();
    await leave(first, bruno.id);
    members.get(first.id)?.delete(bruno.id);
    await bruno.call('PUT', `/channels/${id}/read`, { seq: 7 });
    await compare();
    await owner.call('DELETE', `/groups/${second.id}`);
    members.delete(second.id);
    await carla.call('PUT', `/channels/${id}/read`, { seq: 4 });
    await compare();
    const { rows } = await server.db.query(
      `SELECT g.name FROM user_groups g
       WHERE member_count <> (SELECT count(*) FROM user_group_members m WHERE m.group_id = g.id)`,
    );
    expect(rows).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemberPage, MyChannel, ReadState } from '../../src/contract/channels.js';
import { UserPage } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let owner: Person;
let ana: Person;
let bruno: Person;
let carla: Person;

beforeAll(async () => {
  server = await Server.start();
  owner = await Person.register(server);
  ana = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
});
afterAll(() => server.stop());

const rolesIn = async (channelId: string): Promise<Record<string, string>> => {
  const { items } = await owner.get(MemberPage, `/channels/${channelId}/members`);
  return Object.fromEntries(items.map(({ user, role }) => [user.id, role]));
};

describe('joining and leaving', () => {
  it('works once each', async () => {
    const { id } = await ana.createChannel();
    await ana.post(id, 'before bruno');
    const joined = await bruno.call('POST', `/channels/${id}/join`);
    expect(joined.status).toBe(200);
    // What was written before is not unread.
    expect(MyChannel.parse(joined.body)).toMatchObject({ role: 'member', readSeq: 1, unread: 0 });
    expect(problemOf(await bruno.call('POST', `/channels/${id}/join`))).toMatchObject({ status: 409 });
    expect((await bruno.call('POST', `/channels/${id}/leave`)).status).toBe(204);
    expect((await bruno.call('POST', `/channels/${id}/leave`)).status).toBe(403);
  });

  it('lets one of two joins at once win', async () => {
    const { id } = await ana.createChannel();
    const answers = await Promise.all([1, 2].map(() => bruno.call('POST', `/channels/${id}/join`)));
    expect(statusesOf(answers)).toEqual([200, 409]);
  });

  it('hands the channel on when its last owner leaves: to a moderator first', async () => {
    const { id } = await ana.createChannel({}, [bruno, carla]);
    await ana.invite(id, carla.id, 'moderator');
    await ana.call('POST', `/channels/${id}/leave`);
    expect(await rolesIn(id)).toEqual({ [bruno.id]: 'member', [carla.id]: 'owner' });
    await carla.call('POST', `/channels/${id}/leave`);
    expect(await rolesIn(id)).toEqual({ [bruno.id]: 'owner' });
  });

  it('leaves a channel that is empty as it is', async () => {
    const { id } = await ana.createChannel();
    expect((await ana.call('POST', `/channels/${id}/leave`)).status).toBe(204);
    expect(await rolesIn(id)).toEqual({});
    expect((await bruno.call('POST', `/channels/${id}/join`)).status).toBe(200);
  });
});

describe('bringing people in', () => {
  it('is for every member, and roles are for owners to give', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    expect((await bruno.call('PUT', `/channels/${id}/members/${carla.id}`, { role: 'member' })).status).toBe(200);
    expect((await bruno.call('PUT', `/channels/${id}/members/${carla.id}`, { role: 'moderator' })).status).toBe(403);
    expect((await bruno.call('PUT', `/channels/${id}/members/${bruno.id}`, { role: 'owner' })).status).toBe(403);
    expect((await bruno.call('PUT', `/channels/${id}/members/${owner.id}`, { role: 'owner' })).status).toBe(403);
    expect((await ana.call('PUT', `/channels/${id}/members/${carla.id}`, { role: 'moderator' })).status).toBe(200);
    expect((await ana.call('PUT', `/channels/${id}/members/${carla.id}`, { role: 'moderator' })).status).toBe(200);
  });

  it('changes nothing of who is in where it is only for the absent', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const bringIn = (by: Person, whom: Person) =>
      by.call('PUT', `/channels/${id}/members/${whom.id}`, { role: 'member', ifAbsent: true });
    expect((await bringIn(ana, ana)).body).toMatchObject({ role: 'owner' });
    expect((await bringIn(bruno, ana)).body).toMatchObject({ user: { id: ana.id }, role: 'owner' });
    expect((await bringIn(bruno, carla)).body).toMatchObject({ user: { id: carla.id }, role: 'member' });
    await ana.call('PUT', `/channels/${id}/members/${bruno.id}`, { role: 'read-only' });
    expect((await bringIn(bruno, carla)).status).toBe(403);
    expect((await bringIn(ana, bruno)).body).toMatchObject({ role: 'read-only' });
    expect(await rolesIn(id)).toEqual({ [ana.id]: 'owner', [bruno.id]: 'read-only', [carla.id]: 'member' });
  });

  it('keeps an owner where the last one steps down', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await ana.call('PUT', `/channels/${id}/members/${ana.id}`, { role: 'member' });
    expect(Object.values(await rolesIn(id))).toContain('owner');
  });

  it('finds nobody where there is nobody, or somebody who is disabled', async () => {
    const { id } = await ana.createChannel();
    const disabled = await Person.register(server);
    await server.db.query('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled.id]);
    for (const userId of [noSuchId(), disabled.id]) {
      const answer = await ana.call('PUT', `/channels/${id}/members/${userId}`, { role: 'member' });
      expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('removing people', () => {
  it('is for moderators, and owners are removed by owners alone', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno, carla]);
    const kick = (by: Person, whom: Person) => by.call('DELETE', `/channels/${id}/members/${whom.id}`);
    expect((await kick(carla, bruno)).status).toBe(403);
    await ana.invite(id, bruno.id, 'moderator');
    expect((await kick(bruno, ana)).status).toBe(403);
    expect((await kick(bruno, carla)).status).toBe(204);
    expect((await kick(bruno, carla)).status).toBe(404);
    expect((await carla.call('GET', `/channels/${id}`)).status).toBe(404);
    expect((await kick(ana, bruno)).status).toBe(204);
    // Oneself: the same as leaving.
    expect((await kick(ana, ana)).status).toBe(204);
    expect((await ana.call('GET', `/channels/${id}`)).status).toBe(404);
  });

  it('does not keep a public channel from those who are removed', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    expect((await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`)).status).toBe(204);
    expect((await bruno.call('POST', `/channels/${id}/join`)).status).toBe(200);
  });
});

describe('a direct channel', () => {
  it('is made once for the same people, whoever asks', async () => {
    const first = await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
    expect(first.status).toBe(201);
    expect(MyChannel.parse(first.body)).toMatchObject({ kind: 'direct', name: null, role: 'member' });
    const again = await bruno.call('POST', '/channels/direct', { userIds: [ana.id, bruno.id] });
    expect(again.status).toBe(200);
    expect(MyChannel.parse(again.body).id).toBe(MyChannel.parse(first.body).id);
    expect(MyChannel.parse(again.body).directUserIds?.toSorted()).toEqual([ana.id, bruno.id].toSorted());
    const three = await ana.call('POST', '/channels/direct', { userIds: [bruno.id, carla.id] });
    expect(three.status).toBe(201);
    expect(MyChannel.parse(three.body).id).not.toBe(MyChannel.parse(first.body).id);
  });

  it('is made once also where both ask at once', async () => {
    const asks = [ana, carla, ana, carla].map((person) =>
      person.call('POST', '/channels/direct', { userIds: [ana.id, carla.id] }),
    );
    const answers = await Promise.all(asks);
    expect(statusesOf(answers)).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => MyChannel.parse(body).id)).size).toBe(1);
  });

  it('may be with oneself alone', async () => {
    const answers = [
      await carla.call('POST', '/channels/direct', { userIds: [] }),
      await carla.call('POST', '/channels/direct', { userIds: [carla.id] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
  });

  it('names those who cannot be talked to', async () => {
    const answer = await ana.call('POST', '/channels/direct', { userIds: [bruno.id, noSuchId()] });
    expect(problemOf(answer)).toMatchObject({ status: 400, errors: [{ path: 'userIds.1' }] });
  });

  it('has fixed people and no settings, and is not there for others', async () => {
    const made = await ana.call('POST', '/channels/direct', { userIds: [owner.id, bruno.id] });
    const { id } = MyChannel.parse(made.body);
    const refused: Call[] = [
      ['POST', `/channels/${id}/leave`],
      ['PUT', `/channels/${id}/members/${carla.id}`, { role: 'member' }],
      ['DELETE', `/channels/${id}/members/${bruno.id}`],
      ['DELETE', `/channels/${id}/members/${ana.id}`],
      ['PATCH', `/channels/${id}`, { name: 'ours' }],
      ['DELETE', `/channels/${id}`],
    ];
    expect(await answeredOtherwise(ana, refused, 'conflict')).toEqual([]);
    expect((await carla.call('GET', `/channels/${id}`)).status).toBe(404);
    expect((await carla.call('POST', `/channels/${id}/join`)).status).toBe(404);
  });
});

describe('the read marker', () => {
  it('moves forward, never back, and never past the newest message', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    for (let i = 1; i <= 5; i++) await ana.post(id, `message ${i}`);
    const read = async (seq: number) =>
      succeeded(ReadState, await bruno.call('PUT', `/channels/${id}/read`, { seq })).readSeq;
    expect(await bruno.channel(id)).toMatchObject({ readSeq: 0, unread: 5 });
    expect(await read(3)).toBe(3);
    expect(await read(1)).toBe(3);
    expect(await bruno.channel(id)).toMatchObject({ readSeq: 3, unread: 2 });
    expect(await read(99)).toBe(5);
    expect(await bruno.channel(id)).toMatchObject({ readSeq: 5, unread: 0 });
  });

  it('moves with what one sends', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await ana.post(id, 'one');
    await bruno.post(id, 'two');
    expect(await bruno.channel(id)).toMatchObject({ readSeq: 2, unread: 0 });
    expect(await ana.channel(id)).toMatchObject({ readSeq: 1, unread: 1 });
  });

  it('answers the furthest of many that move it at once', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    for (let i = 1; i <= 8; i++) await ana.post(id, `message ${i}`);
    const seqs = [3, 8, 1, 5, 2, 7, 4, 6];
    await Promise.all(seqs.map((seq) => bruno.call('PUT', `/channels/${id}/read`, { seq })));
    expect(await bruno.channel(id)).toMatchObject({ readSeq: 8, unread: 0 });
  });
});

const namesIn = async (query: string) =>
  (await ana.get(UserPage, `/users?${query}`)).items.map(({ username }) => username);

describe('lists of people', () => {
  it('give each member once over their pages', async () => {
    const { id } = await owner.createChannel({}, [ana, bruno, carla]);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/channels/${id}/members?limit=2${cursor && `&cursor=${cursor}`}`;
      const page: MemberPage = await bruno.get(MemberPage, path);
      seen.push(...page.items.map(({ user }) => user.id));
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual([owner, ana, bruno, carla].map((person) => person.id).toSorted());
  });

  it('find members by username and display name', async () => {
    const member = await Person.register(server, { username: 'looked.for', displayName: 'Easily Found' });
    await Person.register(server, { username: 'looked.for.too', displayName: 'Easily Found Elsewhere' });
    const { id } = await owner.createChannel({}, [ana, member]);
    const found = async (query: string) =>
      (await ana.get(MemberPage, `/channels/${id}/members?query=${query}`)).items.map(({ user }) => user.id);
    for (const query of ['looked.for', 'LOOKED', 'easily', 'FOUND']) expect(await found(query)).toEqual([member.id]);
    expect(await found('%25')).toEqual([]);
  });

  it('have people by their ids, each once, in the order asked for', async () => {
    const ids = [bruno.id, noSuchId(), ana.id, bruno.id];
    expect(await namesIn(`ids=${ids.join(',')}`)).toEqual([bruno.username, ana.username]);
    expect(await namesIn(`ids=${carla.id}&ids=${ana.id}`)).toEqual([carla.username, ana.username]);
  });

  it('find people by username and display name, in order, page by page', async () => {
    await Person.register(server, { username: 'zz.one', displayName: 'Find Me' });
    await Person.register(server, { username: 'zz.two', displayName: 'And me, FIND me' });
    expect(await namesIn('query=zz.')).toEqual(['zz.one', 'zz.two']);
    expect(await namesIn('query=find%20me')).toEqual(['zz.one', 'zz.two']);
    expect(await namesIn('query=zz.&limit=1')).toEqual(['zz.one']);
    expect(await namesIn('query=zz.&limit=1&cursor=zz.one')).toEqual(['zz.two']);
    expect(await namesIn('query=_')).toEqual([]);
  });

  it('answer not found for somebody whom there is not', async () => {
    expect((await ana.call('GET', `/users/${noSuchId()}`)).status).toBe(404);
  });
});

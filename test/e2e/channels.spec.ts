import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Channel, ChannelPage, MyChannel, MyChannelPage } from '../../src/contract/channels.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { answeredAfter } from '../support/held.js';
import { problemOf, statusesOf } from '../support/rest.js';

let server: Server;
let owner: Person;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start();
  owner = await Person.register(server);
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

describe('making a channel', () => {
  it('gives it to the caller', async () => {
    const description = 'What we drink.\n\nAnd when.';
    const body = { name: ' Tea ', kind: 'public', topic: 'leaves', description: `${description}\n` };
    const answer = await ana.call('POST', '/channels', body);
    expect(answer.status).toBe(201);
    expect(MyChannel.parse(answer.body)).toMatchObject({
      name: 'Tea',
      kind: 'public',
      topic: 'leaves',
      description,
      role: 'owner',
      seq: 0,
      rev: 0,
      unread: 0,
      retentionDays: null,
      systemMessages: false,
      createdBy: ana.id,
      archivedAt: null,
    });
  });

  it('refuses a name that is taken, in any case, until that channel is archived', async () => {
    const first = await ana.createChannel({ name: 'Coffee' });
    const again = await bruno.call('POST', '/channels', { name: 'coffee', kind: 'private' });
    expect(problemOf(again)).toMatchObject({ status: 409, code: 'conflict', detail: expect.stringContaining('name') });
    const other = await bruno.createChannel();
    expect((await bruno.call('PATCH', `/channels/${other.id}`, { name: 'COFFEE' })).status).toBe(409);
    expect((await ana.call('DELETE', `/channels/${first.id}`)).status).toBe(204);
    expect((await bruno.call('PATCH', `/channels/${other.id}`, { name: 'COFFEE' })).status).toBe(200);
  });

  it('gives a name to one of many that ask at once', async () => {
    const body = { name: 'at once', kind: 'public' };
    const answers = await Promise.all([ana, bruno, owner, ana].map((person) => person.call('POST', '/channels', body)));
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409]);
  });
});

describe('changing a channel', () => {
  it('is for its owners and moderators', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    expect((await bruno.call('PATCH', `/channels/${id}`, { topic: 'mine' })).status).toBe(403);
    await ana.invite(id, bruno.id, 'moderator');
    const answer = await bruno.call('PATCH', `/channels/${id}`, {
      topic: 'ours',
      name: 'renamed here',
      description: 'two\nlines',
    });
    const changed = { topic: 'ours', name: 'renamed here', description: 'two\nlines' };
    expect(Channel.parse(answer.body)).toMatchObject(changed);
    const { items } = await owner.get(ChannelPage, '/channels/browse?query=renamed+here');
    expect(items).toMatchObject([changed]);
  });

  it('is for the administrators of the server too, where the channel is public', async () => {
    const open = await ana.createChannel();
    const closed = await ana.createChannel({ kind: 'private' });
    expect((await owner.call('PATCH', `/channels/${open.id}`, { topic: 'tidy' })).status).toBe(200);
    expect((await owner.call('PATCH', `/channels/${closed.id}`, { topic: 'tidy' })).status).toBe(404);
  });

  it('is judged as of its commit: whoever runs the channel no more when their turn comes changes nothing', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const hold = `SELECT FROM channels WHERE id = '${id}' FOR NO KEY UPDATE`;
    const demote = `UPDATE members SET role = 'moderator' WHERE channel_id = '${id}' AND user_id = '${ana.id}'`;
    const path = `/channels/${id}`;
    const retention = await answeredAfter(server, [hold, demote], () => ana.call('PATCH', path, { retentionDays: 1 }));
    expect(problemOf(retention)).toMatchObject({ status: 403 });
    const promote = `UPDATE members SET role = 'owner' WHERE channel_id = '${id}' AND user_id = '${ana.id}'`;
    await server.db.query(promote);
    for (const [method, at] of [
      ['DELETE', path],
      ['POST', `${path}/restore`],
    ] as const) {
      expect(problemOf(await answeredAfter(server, [hold, demote], () => ana.call(method, at)))).toMatchObject({
        status: 403,
      });
      await server.db.query(promote);
    }
    const archive = `UPDATE channels SET archived_at = now() WHERE id = '${id}'`;
    const renamed = await answeredAfter(server, [hold, archive], () => ana.call('PATCH', path, { topic: 'late' }));
    expect(problemOf(renamed)).toMatchObject({ status: 409 });
    const remove = `DELETE FROM members WHERE channel_id = '${id}' AND user_id = '${ana.id}'`;
    const kicked = await answeredAfter(server, [hold, remove], () => ana.call('POST', `${path}/restore`));
    expect(problemOf(kicked)).toMatchObject({ status: 404 });
    const { rows } = await server.db.query('SELECT retention_days, topic FROM channels WHERE id = $1', [id]);
    expect(rows).toEqual([{ retention_days: null, topic: '' }]);
  });

  it('without anything to change answers the channel', async () => {
    const { id, name } = await ana.createChannel();
    const answer = await ana.call('PATCH', `/channels/${id}`, {});
    expect(Channel.parse(answer.body).name).toBe(name);
  });
});

describe('archiving', () => {
  it('is for owners, keeps the channel readable, and ends all writing', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const { message } = await ana.post(id, 'before');
    expect((await bruno.call('DELETE', `/channels/${id}`)).status).toBe(403);
    expect((await ana.call('DELETE', `/channels/${id}`)).status).toBe(204);
    expect((await ana.call('DELETE', `/channels/${id}`)).status).toBe(204);
    expect((await ana.channel(id)).archivedAt).not.toBeNull();
    expect((await bruno.history(id)).items).toHaveLength(1);
    const refused: Call[] = [
      ['POST', `/channels/${id}/messages`, { clientId: noSuchId(), body: 'after' }],
      ['PATCH', `/messages/${message.id}`, { body: 'after' }],
      ['DELETE', `/messages/${message.id}`],
      ['PATCH', `/channels/${id}`, { topic: 'after' }],
      ['PUT', `/channels/${id}/members/${owner.id}`, { role: 'member' }],
    ];
    expect(await answeredOtherwise(ana, refused, 'conflict')).toEqual([]);
    expect(await answeredOtherwise(owner, [['POST', `/channels/${id}/join`]], 'conflict')).toEqual([]);
  });
});

describe('restoring', () => {
  it('is for owners, and goes on with the same log, members and markers', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await ana.post(id, 'before');
    await ana.call('DELETE', `/channels/${id}`);
    expect((await bruno.call('POST', `/channels/${id}/restore`)).status).toBe(403);
    const answer = await ana.call('POST', `/channels/${id}/restore`);
    expect(answer.status).toBe(200);
    expect(MyChannel.parse(answer.body)).toMatchObject({ id, archivedAt: null, seq: 1, role: 'owner' });
    expect((await ana.call('POST', `/channels/${id}/restore`)).status).toBe(200);
    expect((await bruno.channel(id)).unread).toBe(1);
    expect((await bruno.post(id, 'after')).message).toMatchObject({ seq: 2, rev: 2 });
  });

  it('is for the administrators of the server too, where the channel is public', async () => {
    const open = await ana.createChannel();
    const closed = await ana.createChannel({ kind: 'private' });
    for (const { id } of [open, closed]) await ana.call('DELETE', `/channels/${id}`);
    expect((await owner.call('POST', `/channels/${open.id}/restore`)).status).toBe(200);
    expect((await owner.call('POST', `/channels/${closed.id}/restore`)).status).toBe(404);
  });

  it('waits until nobody else has the name', async () => {
    const first = await ana.createChannel({ name: 'Restored' });
    await ana.call('DELETE', `/channels/${first.id}`);
    const second = await bruno.createChannel({ name: 'restored' });
    const refused = problemOf(await ana.call('POST', `/channels/${first.id}/restore`));
    expect(refused).toMatchObject({ status: 409, code: 'conflict', detail: expect.stringContaining('name') });
    await bruno.call('PATCH', `/channels/${second.id}`, { name: 'another' });
    expect((await ana.call('POST', `/channels/${first.id}/restore`)).status).toBe(200);
  });

  it('brings the channel back into the list of public ones', async () => {
    const { id } = await ana.createChannel({ name: 'back again' });
    const listed = async () => (await bruno.get(ChannelPage, '/channels/browse?query=back+again')).items.length;
    await ana.call('DELETE', `/channels/${id}`);
    expect(await listed()).toBe(0);
    await ana.call('POST', `/channels/${id}/restore`);
    expect(await listed()).toBe(1);
  });
});

describe('a private channel', () => {
  it('is not there for outsiders, the owner of the server among them', async () => {
    const { id } = await ana.createChannel({ kind: 'private' });
    const { message } = await ana.post(id, 'between us');
    const calls: Call[] = [
      ['GET', `/channels/${id}`],
      ['PATCH', `/channels/${id}`, { topic: 'x' }],
      ['DELETE', `/channels/${id}`],
      ['POST', `/channels/${id}/join`],
      ['POST', `/channels/${id}/restore`],
      ['POST', `/channels/${id}/invites`, {}],
      ['GET', `/channels/${id}/invites`],
      ['POST', `/channels/${id}/leave`],
      ['GET', `/channels/${id}/members`],
      ['PUT', `/channels/${id}/members/${bruno.id}`, { role: 'member' }],
      ['DELETE', `/channels/${id}/members/${ana.id}`],
      ['DELETE', `/channels/${id}/members/${bruno.id}`],
      ['PUT', `/channels/${id}/read`, { seq: 1 }],
      ['GET', `/channels/${id}/messages`],
      ['POST', `/channels/${id}/messages`, { clientId: noSuchId(), body: 'let me in' }],
      ['GET', `/channels/${id}/changes`],
      ['PATCH', `/messages/${message.id}`, { body: 'mine' }],
      ['DELETE', `/messages/${message.id}`],
    ];
    for (const outsider of [bruno, owner]) {
      for (const [method, path, body] of calls) {
        const problem = problemOf(await outsider.call(method, path, body));
        const none = problemOf(await outsider.call(method, path.replace(/[\da-f-]{36}/, noSuchId()), body));
        expect({ method, path, ...problem }).toMatchObject({ method, path, status: 404, code: 'not_found' });
        // Nothing tells it from one that there is not.
        expect({ ...problem, requestId: '' }).toEqual({ ...none, requestId: '' });
      }
    }
    const { items } = await bruno.get(ChannelPage, '/channels/browse?limit=100');
    expect(items.map((channel) => channel.id)).not.toContain(id);
  });
});

describe('a public channel', () => {
  it('may be read, and nothing more, by those who are not in it', async () => {
    const { id } = await ana.createChannel();
    await ana.post(id, 'hello');
    expect((await bruno.get(Channel.strict(), `/channels/${id}`)).seq).toBe(1);
    expect((await bruno.history(id)).items).toHaveLength(1);
    expect((await bruno.call('GET', `/channels/${id}/changes`)).status).toBe(200);
    expect((await bruno.call('GET', `/channels/${id}/members`)).status).toBe(200);
    const refused: Call[] = [
      ['POST', `/channels/${id}/messages`, { clientId: noSuchId(), body: 'hi' }],
      ['PUT', `/channels/${id}/read`, { seq: 1 }],
      ['POST', `/channels/${id}/leave`],
      ['PATCH', `/channels/${id}`, { topic: 'x' }],
      ['DELETE', `/channels/${id}`],
      ['PUT', `/channels/${id}/members/${bruno.id}`, { role: 'owner' }],
    ];
    expect(await answeredOtherwise(bruno, refused, 'forbidden')).toEqual([]);
  });
});

describe('lists of channels', () => {
  it('come in pages that give each once', async () => {
    const reader = await Person.register(server);
    const mine = new Set<string>();
    for (let i = 0; i < 7; i++) mine.add((await reader.createChannel({ name: `Paged ${i % 2 ? 'x' : 'Y'} ${i}` })).id);
    for (const [list, extra] of [
      ['/channels', ''],
      ['/channels/browse', '&query=paged'],
    ] as const) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const path: string = `${list}?limit=3${extra}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
        const page: ChannelPage = await reader.get(list === '/channels' ? MyChannelPage : ChannelPage, path);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toHaveLength(7);
      expect(new Set(seen)).toEqual(mine);
    }
  });

  it('are in order of name, found by any part of it, and leave out what is archived', async () => {
    const kept = await ana.createChannel({ name: 'Zebra 100% sure' });
    const gone = await ana.createChannel({ name: 'zebra gone' });
    await ana.call('DELETE', `/channels/${gone.id}`);
    const found = await bruno.get(ChannelPage, '/channels/browse?query=ZEBRA');
    expect(found.items.map(({ id }) => id)).toEqual([kept.id]);
    const percent = await bruno.get(ChannelPage, '/channels/browse?query=%25');
    expect(percent.items.map(({ id }) => id)).toEqual([kept.id]);
    const { items } = await bruno.get(ChannelPage, '/channels/browse?limit=100');
    const names = items.map(({ name }) => (name ?? '').toLowerCase());
    expect(names).toEqual(names.toSorted());
  });
});

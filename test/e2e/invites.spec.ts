import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditPage } from '../../src/contract/admin.js';
import { MyChannel } from '../../src/contract/channels.js';
import { ChannelInvitePage, CreatedInvite, InvitePreview } from '../../src/contract/invites.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { type Answer, problemOf, succeeded } from '../support/rest.js';

let server: Server;
let admin: Person;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  admin = await Person.register(server);
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

const invite = async (channelId: string, input: Record<string, unknown> = {}): Promise<CreatedInvite> =>
  succeeded(CreatedInvite, await ana.call('POST', `/channels/${channelId}/invites`, input));
const accept = (person: Person, token: string, instance = 0): Promise<Answer> =>
  person.call('POST', `/invites/${token}/accept`, undefined, { instance });
const linksOf = (channelId: string, query = ''): Promise<ChannelInvitePage> =>
  ana.get(ChannelInvitePage, `/channels/${channelId}/invites${query}`);
const privately = async () => (await ana.createChannel({ kind: 'private', topic: 'between us' })).id;

describe('a link', () => {
  it('shows what it leads to, and lets people into a private channel, live', async () => {
    const { id, name } = await ana.createChannel({ kind: 'private', topic: 'between us' });
    await ana.post(id, 'before');
    const { token, expiresAt } = await invite(id);
    const preview = { channel: { id, kind: 'private', name, topic: 'between us', description: '' }, expiresAt };
    const seen = await bruno.get(InvitePreview, `/invites/${token}`);
    expect(seen).toMatchObject({ ...preview, joined: false, invitedBy: { id: ana.id, username: ana.username } });
    const socket = await bruno.connect({ instance: 1 });
    const joined = await accept(bruno, token);
    expect(joined.status).toBe(200);
    expect(MyChannel.parse(joined.body)).toMatchObject({ id, role: 'member', unread: 0, seq: 1 });
    await socket.joined(id);
    await ana.post(id, 'after');
    await socket.reaches(id, 2);
    expect((await bruno.get(InvitePreview, `/invites/${token}`)).joined).toBe(true);
    socket.close();
  });

  it('uses nothing up where somebody comes who is in already', async () => {
    const id = await privately();
    const { token } = await invite(id, { maxUses: 2 });
    for (const instance of [0, 1, 0]) expect((await accept(bruno, token, instance)).status).toBe(200);
    expect((await accept(ana, token)).status).toBe(200);
    expect((await linksOf(id)).items).toMatchObject([{ maxUses: 2, uses: 1 }]);
  });

  it('lets in exactly as many as it says, however many come at once', async () => {
    const id = await privately();
    const { token } = await invite(id, { maxUses: 3 });
    const people = await Promise.all(Array.from({ length: 8 }, () => Person.register(server)));
    const answers = await Promise.all(people.map((person, i) => accept(person, token, i % 2)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(5);
    const { rows } = await server.db.query('SELECT FROM members WHERE channel_id = $1', [id]);
    expect(rows).toHaveLength(4);
    expect(await linksOf(id)).toEqual({ items: [], nextCursor: null });
  });

  it('counts one where the same person accepts many times at once', async () => {
    const id = await privately();
    const { token } = await invite(id, { maxUses: 5 });
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => accept(bruno, token, i % 2)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await linksOf(id)).items).toMatchObject([{ uses: 1 }]);
  });

  it('opens nothing once it was taken back, is over or never was, and tells none of these apart', async () => {
    const id = await privately();
    const [gone, over] = [await invite(id), await invite(id)];
    expect((await ana.call('DELETE', `/channels/${id}/invites/${gone.id}`)).status).toBe(204);
    expect((await ana.call('DELETE', `/channels/${id}/invites/${gone.id}`)).status).toBe(404);
    await server.db.query(`UPDATE channel_invites SET expires_at = now() WHERE id = $1`, [over.id]);
    const refusals = new Set<string>();
    for (const token of [gone.token, over.token, 'nonsense', `${over.token}x`]) {
      for (const answer of [await accept(bruno, token), await bruno.call('GET', `/invites/${token}`)]) {
        refusals.add(JSON.stringify({ ...problemOf(answer), requestId: '' }));
      }
    }
    expect([...refusals]).toHaveLength(1);
    expect(refusals.values().next().value).toContain('not_found');
  });

  it('leads into no archived channel', async () => {
    const id = await privately();
    const { token } = await invite(id);
    await ana.call('DELETE', `/channels/${id}`);
    expect(problemOf(await accept(bruno, token)).code).toBe('conflict');
    expect(problemOf(await ana.call('POST', `/channels/${id}/invites`, {})).code).toBe('conflict');
    await ana.call('POST', `/channels/${id}/restore`);
    expect((await accept(bruno, token)).status).toBe(200);
  });

  it('lets nobody in who is banned', async () => {
    const id = await privately();
    const { token } = await invite(id, { maxUses: 1 });
    await ana.call('PUT', `/channels/${id}/bans/${bruno.id}`, { reason: 'noise' });
    expect(problemOf(await accept(bruno, token)).code).toBe('forbidden');
    expect((await linksOf(id)).items).toMatchObject([{ uses: 0 }]);
  });

  it('is stored as a hash alone', async () => {
    const { token } = await invite(await privately());
    const { rows } = await server.db.query<{ row: string }>('SELECT i::text AS row FROM channel_invites i');
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
  });
});

describe('links', () => {
  it('are for those who run the channel', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const { id: inviteId } = await invite(id);
    const calls: Call[] = [
      ['POST', `/channels/${id}/invites`, {}],
      ['GET', `/channels/${id}/invites`],
      ['DELETE', `/channels/${id}/invites/${inviteId}`],
    ];
    expect(await answeredOtherwise(bruno, calls, 'forbidden')).toEqual([]);
    await ana.invite(id, bruno.id, 'moderator');
    expect((await bruno.call('DELETE', `/channels/${id}/invites/${inviteId}`)).status).toBe(204);
    expect((await admin.call('POST', `/channels/${id}/invites`, {})).status).toBe(201);
  });

  it('are those of their channel', async () => {
    const { id: inviteId } = await invite(await privately());
    const other = await privately();
    expect((await ana.call('DELETE', `/channels/${other}/invites/${inviteId}`)).status).toBe(404);
    expect((await ana.call('DELETE', `/channels/${other}/invites/${noSuchId()}`)).status).toBe(404);
  });

  it('are not those of direct channels', async () => {
    const answer = await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
    const { id } = succeeded(MyChannel, answer);
    expect(problemOf(await ana.call('POST', `/channels/${id}/invites`, {})).code).toBe('conflict');
  });

  it('are listed by pages, the newest first, without their tokens', async () => {
    const id = await privately();
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await invite(id)).id);
    const first = await linksOf(id, '?limit=3');
    const second = await linksOf(id, `?limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map((each) => each.id)).toEqual(made);
    expect(JSON.stringify(first)).not.toContain('token');
  });

  it('are at most 100 in a channel, those that are over not counted', async () => {
    const id = await privately();
    await server.db.query(
      `INSERT INTO channel_invites (id, channel_id, hash, created_by, expires_at)
       SELECT gen_random_uuid(), $1, sha256(n::text::bytea), $2, now() + interval '1 day' FROM generate_series(1, 100) n`,
      [id, ana.id],
    );
    expect(problemOf(await ana.call('POST', `/channels/${id}/invites`, {})).code).toBe('conflict');
    await server.db.query(`UPDATE channel_invites SET expires_at = now() WHERE channel_id = $1`, [id]);
    await invite(id);
    expect((await server.db.query('SELECT FROM channel_invites WHERE channel_id = $1', [id])).rowCount).toBe(1);
  });

  it('end when they say, within a year', async () => {
    const id = await privately();
    const hours = ({ createdAt, expiresAt }: CreatedInvite) =>
      (Date.parse(expiresAt) - Date.parse(createdAt)) / 3_600_000;
    expect(hours(await invite(id))).toBe(168);
    expect(hours(await invite(id, { expiresInHours: 2 }))).toBe(2);
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    expect((await invite(id, { expiresAt })).expiresAt).toBe(expiresAt);
    const bad = [
      { expiresAt: new Date(Date.now() - 1000).toISOString() },
      { expiresAt: new Date(Date.now() + 366 * 86_400_000).toISOString() },
      { expiresAt: 'tomorrow' },
      { expiresAt, expiresInHours: 1 },
    ];
    for (const input of bad) {
      const { code, errors } = problemOf(await ana.call('POST', `/channels/${id}/invites`, input));
      expect({ code, errors }).toMatchObject({ code: 'validation_failed', errors: [{ path: 'expiresAt' }] });
    }
  });

  it('stand in the audit log: who made, used and took back which, without the token', async () => {
    const id = await privately();
    const { id: inviteId, token } = await invite(id);
    await accept(bruno, token);
    await ana.call('DELETE', `/channels/${id}/invites/${inviteId}`);
    const { items } = await admin.get(AuditPage, '/admin/audit?limit=10');
    const mine = items
      .filter(({ target }) => target === id)
      .map(({ action, actorId, detail }) => ({ action, actorId, detail }));
    const detail = { inviteId };
    expect(mine).toEqual([
      { action: 'invite.revoke', actorId: ana.id, detail },
      { action: 'invite.accept', actorId: bruno.id, detail },
      { action: 'invite.create', actorId: ana.id, detail },
    ]);
  });
});

it('whoever guesses is held back, on all instances together', async () => {
  const strict = await Server.start({ instances: 2, env: { LOGIN_RATE: '5/1m' } });
  try {
    const guesser = await Person.register(strict);
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) {
      statuses.push((await guesser.call('GET', `/invites/guess-${i}`, undefined, { instance: i % 2 })).status);
    }
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429]);
  } finally {
    await strict.stop();
  }
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChannelMute, MessageReport, Reported } from '../../src/contract/moderation.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { noSuchId, Person } from '../support/factories.js';
import { problemOf, succeeded } from '../support/rest.js';

let server: Server;
let admin: Person;
let ana: Person;
let moderator: Person;
let bruno: Person;
let brunos: ChatSocket[];

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  admin = await Person.register(server);
  ana = await Person.register(server);
  moderator = await Person.register(server);
  bruno = await Person.register(server);
  brunos = [await bruno.connect({ instance: 0 }), await bruno.connect({ instance: 1 })];
});
afterAll(() => server.stop());

async function moderated(fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await ana.createChannel(fields, [bruno]);
  await ana.invite(id, moderator.id, 'moderator');
  for (const socket of brunos) await socket.joined(id);
  return id;
}

const pathOf = (channelId: string, { id }: { id: string }) => `/channels/${channelId}/members/${id}/mute`;
const mute = (by: Person, channelId: string, whom: { id: string }, body: object = { minutes: 10 }, instance = 0) =>
  by.call('PUT', pathOf(channelId, whom), body, { instance });
const unmute = (by: Person, channelId: string, whom: { id: string }) => by.call('DELETE', pathOf(channelId, whom));
const post = (by: Person, channelId: string) =>
  by.call('POST', `/channels/${channelId}/messages`, { clientId: crypto.randomUUID(), body: 'may I?' });

describe('a mute', () => {
  it.each([0, 1])('set through instance %i, silences its member at once and tells their devices', async (instance) => {
    const id = await moderated();
    const { message } = await ana.post(id, 'before');
    const { silencedUntil } = succeeded(ChannelMute, await mute(moderator, id, bruno, { minutes: 5 }, instance));
    for (const socket of brunos) {
      const sent = { channelId: id, clientId: crypto.randomUUID(), body: 'x' };
      expect(await socket.refuse('message:send', sent)).toMatchObject({ code: 'forbidden' });
      expect(await socket.refuse('reaction:add', { messageId: message.id, emoji: '👍' })).toMatchObject({
        code: 'forbidden',
      });
      expect(await socket.event('channel:silence', (event) => event.channelId === id)).toEqual({
        channelId: id,
        silencedUntil,
      });
    }
    expect((await bruno.channel(id)).silencedUntil).toBe(silencedUntil);
    expect((await bruno.history(id)).items).toHaveLength(1);
    expect((await unmute(ana, id, bruno)).status).toBe(204);
    for (const socket of brunos) {
      await socket.event('channel:silence', (event) => event.channelId === id && event.silencedUntil === null);
    }
    expect((await post(bruno, id)).status).toBe(201);
    expect((await unmute(ana, id, bruno)).status).toBe(404);
  });

  it('lasts until its time, however it was given, and is set anew', async () => {
    const id = await moderated();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await mute(ana, id, bruno, { until, reason: 'rude' })).body).toMatchObject({ silencedUntil: until });
    await mute(ana, id, bruno, { minutes: 1 });
    expect(Date.parse((await bruno.channel(id)).silencedUntil ?? '')).toBeLessThan(Date.parse(until));
    await server.db.query(`UPDATE members SET silenced_until = now() - interval '1 second' WHERE channel_id = $1`, [
      id,
    ]);
    expect((await post(bruno, id)).status).toBe(201);
    for (const body of [{}, { until, minutes: 5 }, { until: new Date(Date.now() - 1000).toISOString() }]) {
      expect(problemOf(await mute(ana, id, bruno, body)).errors).toMatchObject([{ path: 'until' }]);
    }
  });

  it('is for moderators against members, for owners against anybody but themselves', async () => {
    const id = await moderated();
    const member = await Person.register(server);
    const reader = await Person.register(server);
    await ana.invite(id, member.id);
    await ana.invite(id, reader.id, 'read-only');
    expect((await mute(bruno, id, member)).status).toBe(403);
    expect((await mute(moderator, id, ana)).status).toBe(403);
    expect((await mute(moderator, id, moderator)).status).toBe(403);
    expect((await mute(moderator, id, reader)).status).toBe(200);
    expect((await mute(ana, id, moderator)).status).toBe(200);
    expect((await mute(ana, id, ana)).status).toBe(409);
    expect((await mute(admin, id, member)).status).toBe(200);
    expect((await mute(ana, id, { id: noSuchId() })).status).toBe(404);
    expect((await mute(ana, id, admin)).status).toBe(404);
    expect((await unmute(bruno, id, member)).status).toBe(403);
    const closed = await moderated({ kind: 'private' });
    expect((await mute(admin, closed, bruno)).status).toBe(404);
  });

  it('is not ended by leaving and coming back, nor by a removal', async () => {
    const id = await moderated();
    const { silencedUntil } = succeeded(ChannelMute, await mute(ana, id, bruno));
    await bruno.call('POST', `/channels/${id}/leave`);
    const joined = await bruno.call('POST', `/channels/${id}/join`, undefined, { instance: 1 });
    expect(joined.body).toMatchObject({ silencedUntil });
    expect((await post(bruno, id)).status).toBe(403);
    await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`);
    await ana.invite(id, bruno.id);
    expect((await post(bruno, id)).status).toBe(403);
    await unmute(ana, id, bruno);
    await bruno.call('POST', `/channels/${id}/leave`);
    await bruno.call('POST', `/channels/${id}/join`);
    expect((await post(bruno, id)).status).toBe(201);
  });

  it('stands in the audit log, and comes of a report too', async () => {
    const id = await moderated();
    const { message } = await bruno.post(id, 'an insult');
    const { id: reportId } = succeeded(
      Reported,
      await ana.call('POST', `/messages/${message.id}/reports`, { reason: 'harassment' }),
    );
    const resolve = (body: object) => moderator.call('PATCH', `/reports/${reportId}`, { outcome: 'muted', ...body });
    expect(problemOf(await resolve({})).errors).toMatchObject([{ path: 'until' }]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const resolved = await resolve({ until, note: 'an insult' });
    expect(MessageReport.parse(resolved.body)).toMatchObject({ state: 'resolved', outcome: 'muted' });
    expect((await bruno.channel(id)).silencedUntil).toBe(until);
    await unmute(moderator, id, bruno);
    const { rows } = await server.db.query<{ action: string; detail: object }>(
      'SELECT action, detail FROM audit_log WHERE target = $1 ORDER BY id',
      [id],
    );
    expect(rows).toMatchObject([
      { action: 'members.mute', detail: { userId: bruno.id, until, reason: 'an insult' } },
      { action: 'reports.resolve', detail: { reportId, outcome: 'muted' } },
      { action: 'members.unmute', detail: { userId: bruno.id } },
    ]);
  });
});

import { parse } from 'csv-parse/sync';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Message } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, Person } from '../support/factories.js';
import { done, download, fillChannel } from '../support/jobs.js';

const MESSAGES = 20_000;
const MAX_PAGE = 1000;
const Exported = Message.extend({ author: z.object({ id: z.string(), username: z.string() }).nullable() });

const Rows = z.object({ rows: z.array(z.unknown()) });
const Parameters = z.array(z.unknown());

// A pool's connections keep the function with which they were made.
const queries = vi.spyOn(Client.prototype, 'query');
const Reply = z.object({ body: z.string(), repliesTo: z.int().nullable() });

let server: Server;
let admin: Person;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({ worker: true });
  admin = await Person.register(server);
  ana = await Person.register(server);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

/** How many messages each query for a page of the export brought; notifications read pages of their own. */
const pages = (): number[] =>
  queries.mock.calls.flatMap(([text, values], i) => {
    const isPage = /FROM messages WHERE channel_id/.test(text) && Parameters.parse(values)[2] === MAX_PAGE;
    return isPage ? [Rows.parse(queries.mock.settledResults[i]?.value).rows.length] : [];
  });

const order = (channelId: string): [string, string, unknown] => [
  'POST',
  `/channels/${channelId}/exports`,
  { format: 'csv' },
];

const exportOf = async (person: Person, channelId: string, format: string) =>
  download(server, await done(person, `/channels/${channelId}/exports`, { format }));

describe('an export', () => {
  it('has every message, in order, read in pages of a bounded size', async () => {
    const { id } = await ana.createChannel({ kind: 'private' });
    await fillChannel(server, id, ana.id, MESSAGES);
    queries.mockClear();
    const { text } = await exportOf(ana, id, 'jsonl');
    const messages = text
      .trimEnd()
      .split('\n')
      .map((line) => Exported.parse(JSON.parse(line)));
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: MESSAGES }, (_, i) => i + 1));
    expect(messages[4]).toMatchObject({ body: 'message 5', authorId: ana.id, author: { username: ana.username } });
    expect(pages()).toEqual(Array.from({ length: MESSAGES / MAX_PAGE }, () => MAX_PAGE));
  });

  it('as CSV keeps every text as it was, and none of them is a formula', async () => {
    const { id } = await ana.createChannel({ kind: 'private' });
    const bodies = ['plain', 'with "quotes", commas\nand lines', '=HYPERLINK("http://evil.example")', '+1', '@here é'];
    for (const body of bodies) await ana.post(id, body);
    const { text } = await exportOf(ana, id, 'csv');
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(text, { columns: true }));
    expect(rows.map(({ body }) => body?.replace(/^'/, ''))).toEqual(bodies);
    expect(rows.filter(({ body }) => /^[=+@]/.test(body ?? ''))).toEqual([]);
    expect(rows[0]).toMatchObject({ seq: '1', username: ana.username });
  });

  it('as HTML shows texts and names as text', async () => {
    const { id } = await ana.createChannel({ kind: 'private', name: '<b>bold</b>' });
    await ana.call('PATCH', '/users/me', { displayName: '<i>Ana</i>' });
    await ana.post(id, '<script>alert(1)</script>');
    const { text, headers } = await exportOf(ana, id, 'html');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('&lt;i&gt;Ana&lt;/i&gt;');
    expect(text).toContain('<h1>&lt;b&gt;bold&lt;/b&gt;</h1>');
    expect(text).not.toMatch(/<script|<i>|<b>bold/);
    expect(headers.get('content-disposition')).toContain('-b-bold-b-.html');
  });

  it('shows what was edited, and of what was deleted nothing but the place', async () => {
    const { id } = await ana.createChannel({ kind: 'private' });
    const [edited, deleted] = [await ana.post(id, 'first draft'), await ana.post(id, 'a secret')];
    await ana.call('PATCH', `/messages/${edited.message.id}`, { body: 'final words' });
    await ana.call('DELETE', `/messages/${deleted.message.id}`);
    for (const format of ['jsonl', 'csv', 'html']) {
      const { text } = await exportOf(ana, id, format);
      expect(text).toContain('final words');
      expect(text).not.toMatch(/first draft|a secret/);
    }
    const { text } = await exportOf(ana, id, 'jsonl');
    expect(text.trimEnd().split('\n')).toHaveLength(2);
  });

  it('shows how people reacted', async () => {
    const bruno = await Person.register(server);
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const { message } = await ana.post(id, 'shall we?');
    for (const person of [ana, bruno]) await person.call('PUT', `/messages/${message.id}/reactions/👍`);
    await bruno.call('PUT', `/messages/${message.id}/reactions/🎉`);
    const { reactions } = Exported.parse(JSON.parse((await exportOf(ana, id, 'jsonl')).text));
    expect(reactions).toEqual([
      { emoji: '👍', count: 2, userIds: [ana.id, bruno.id] },
      { emoji: '🎉', count: 1, userIds: [bruno.id] },
    ]);
    for (const format of ['csv', 'html']) expect((await exportOf(ana, id, format)).text).toContain('👍 2, 🎉 1');
  });

  it('has the replies to a message behind it', async () => {
    const bruno = await Person.register(server);
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const { message } = await ana.post(id, 'a question');
    await ana.post(id, 'something else');
    for (const body of ['an answer', 'another']) {
      const reply = { clientId: crypto.randomUUID(), body, threadId: message.id };
      await bruno.call('POST', `/channels/${id}/messages`, reply);
    }
    await until('the replies are told of', async () => (await ana.history(id)).items[0]?.thread?.seq === 2, 30_000);
    const bodies = (await exportOf(ana, id, 'jsonl')).text.trimEnd().split('\n');
    expect(bodies.map((line) => Reply.parse(JSON.parse(line)))).toEqual([
      { body: 'a question', repliesTo: null },
      { body: 'an answer', repliesTo: 1 },
      { body: 'another', repliesTo: 1 },
      { body: 'something else', repliesTo: null },
    ]);
    for (const format of ['csv', 'html']) expect((await exportOf(ana, id, format)).text).toContain('another');
  });

  it('of a channel in which nobody spoke is empty and whole', async () => {
    const { id } = await ana.createChannel();
    expect((await exportOf(ana, id, 'jsonl')).text).toBe('');
    expect((await exportOf(ana, id, 'csv')).text).toMatch(/^seq,id,createdAt,.*\n$/);
    expect((await exportOf(ana, id, 'html')).text).toMatch(/<\/html>\n$/);
  });
});

describe('who may export', () => {
  it('are owners and moderators, and administrators where the channel is public', async () => {
    const moderator = await Person.register(server);
    const [open, closed] = [await ana.createChannel(), await ana.createChannel({ kind: 'private' })];
    await ana.invite(closed.id, moderator.id, 'moderator');
    await done(moderator, `/channels/${closed.id}/exports`, { format: 'csv' });
    await done(admin, `/channels/${open.id}/exports`, { format: 'csv' });
    const path = `/channels/${closed.id}/exports`;
    expect(await answeredOtherwise(admin, [['POST', path, { format: 'csv' }]], 'not_found')).toEqual([]);
  });

  it('are not members, onlookers, or the people of a direct channel', async () => {
    const bruno = await Person.register(server);
    const { id } = await ana.createChannel({}, [bruno]);
    const direct = await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
    const directId = z.object({ id: z.string() }).parse(direct.body).id;
    const onlooker = await Person.register(server);
    expect(await answeredOtherwise(bruno, [order(id), order(directId)], 'forbidden')).toEqual([]);
    expect(await answeredOtherwise(onlooker, [order(id)], 'forbidden')).toEqual([]);
    expect(await answeredOtherwise(onlooker, [order(directId)], 'not_found')).toEqual([]);
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../scripts/run.mjs';
import { root } from '../../scripts/paths.mjs';
import { UserGroup } from '../../src/contract/groups.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';
import { PollWatch } from '../support/poll-watch.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let socket: ChatSocket;
let other: ChatSocket;

/** As an operator runs it. */
const drift = () => run([process.execPath, join(root, 'dist/cli.js'), 'drift'], { env: server.env });

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  socket = await ana.connect();
  other = await bruno.connect({ instance: 1 });
  const { message } = await socket.send(channelId, `@${bruno.username}, look`);
  await socket.send(channelId, '@channel, all of you');
  await other.request('reaction:add', { messageId: message.id, emoji: '👍' });
  await socket.request('reaction:add', { messageId: message.id, emoji: '👍' });
  await socket.request('reaction:add', { messageId: message.id, emoji: '🎉' });
  await socket.pin(message.id);
  const { message: asked } = await socket.poll(channelId, { options: ['a', 'b'] }, 'which?', crypto.randomUUID());
  const optionIds = asked.poll?.options.slice(0, 1).map(({ id }) => id);
  await other.request('poll:vote', { messageId: asked.id, optionIds });
  await new PollWatch(server).counted(asked.id);
  const team = await socket.ask(UserGroup, 'group:create', { name: 'team', displayName: 'The team' });
  await socket.request('group:add', { groupId: team.id, userId: bruno.id });
  const { rev } = await ana.channel(channelId);
  await other.reply(message, 'I did');
  await socket.reaches(channelId, rev + 1);
});
afterAll(() => server.stop());

it('what the server keeps beside the messages is what they say', async () => {
  const { code, output } = await drift();
  expect(output).toContain('every count is right');
  expect(code).toBe(0);
});

/** One statement each that no service would make, and what it must be found by. */
const faults: [what: string, spoil: string, mend: string, found: RegExp][] = [
  [
    'a message that is not there',
    'UPDATE channels SET seq = seq + 1 WHERE id = $1',
    'UPDATE channels SET seq = seq - 1 WHERE id = $1',
    /^heads of channels and their messages: \S+: kept seq 4, rev \d+, counted 3 messages/m,
  ],
  [
    'a change that is not there',
    'UPDATE channels SET rev = rev + 1 WHERE id = $1',
    'UPDATE channels SET rev = rev - 1 WHERE id = $1',
    /^heads of channels/m,
  ],
  [
    'a marker past the end',
    'UPDATE members SET read_seq = read_seq + 100 WHERE channel_id = $1',
    'UPDATE members SET read_seq = read_seq - 100 WHERE channel_id = $1',
    /^read markers within their channels/m,
  ],
  [
    'a mention that is counted and not made',
    `INSERT INTO mentions SELECT $1, author_id, 1 FROM messages WHERE channel_id = $1 AND seq = 1`,
    `DELETE FROM mentions WHERE channel_id = $1 AND seq = 1
       AND user_id = (SELECT author_id FROM messages WHERE channel_id = $1 AND seq = 1)`,
    /^mentions by reader and the mentions of messages: \S+ 1: kept \S+, counted null/m,
  ],
  [
    'a reaction more than people gave',
    `UPDATE messages SET reactions = jsonb_set(reactions, '{0,count}', '3') WHERE channel_id = $1 AND seq = 1`,
    `UPDATE messages SET reactions = jsonb_set(reactions, '{0,count}', '2') WHERE channel_id = $1 AND seq = 1`,
    /^reactions of messages and who reacted: \S+ 1: kept .*"count": 3.*, counted .*"count": 2/m,
  ],
  [
    'a message that is pinned and not among the pins',
    `UPDATE messages SET pinned_at = now() WHERE channel_id = $1 AND seq = 2`,
    `UPDATE messages SET pinned_at = NULL WHERE channel_id = $1 AND seq = 2`,
    /^pinned messages and pins: \S+ 2/m,
  ],
  [
    'a vote more than people cast',
    `UPDATE messages SET poll = jsonb_set(poll, '{options,1,votes}', '1') WHERE channel_id = $1 AND seq = 3`,
    `UPDATE messages SET poll = jsonb_set(poll, '{options,1,votes}', '0') WHERE channel_id = $1 AND seq = 3`,
    /^polls of messages and counted votes: \S+ 3: kept 1 voters/m,
  ],
  [
    'a reply that is not there',
    `UPDATE messages SET thread = jsonb_set(thread, '{seq}', '2') WHERE channel_id = $1 AND seq = 1`,
    `UPDATE messages SET thread = jsonb_set(thread, '{seq}', '1') WHERE channel_id = $1 AND seq = 1`,
    /^replies to messages and their threads: \S+: kept 2, counted 1/m,
  ],
  [
    'a group of more than are in it',
    'UPDATE user_groups SET member_count = 2 WHERE $1::uuid IS NOT NULL',
    'UPDATE user_groups SET member_count = 1 WHERE $1::uuid IS NOT NULL',
    /^sizes of groups and who is in them: \S+: kept 2, counted 1/m,
  ],
];

it.each(faults)('finds %s', async (_what, spoil, mend, found) => {
  await server.db.query(spoil, [channelId]);
  const { code, output } = await drift();
  await server.db.query(mend, [channelId]);
  expect(output).toMatch(found);
  expect(code).toBe(1);
});

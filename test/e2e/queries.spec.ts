import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserGroupPage } from '../../src/contract/groups.js';
import { MyChannelPage } from '../../src/contract/channels.js';
import { NotificationPage } from '../../src/contract/notifications.js';
import { Reported } from '../../src/contract/moderation.js';
import { PushSubscription } from '../../src/contract/push.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';
import { PushBrowser } from '../support/push-endpoint.js';
import { order } from '../support/jobs.js';
import { fillScheduled, inMs, later, remind, schedule, scheduledOf } from '../support/scheduled.js';
import { QueryPlans } from '../support/query-plans.js';
import { succeeded } from '../support/rest.js';

const MESSAGES = 200_000;
/** That Bruno is in. */
const CHANNELS = 500;
const PEOPLE = 20_000;
/** Those that grow with use; the outbox is empty most of the time. */
const TABLES = [
  'messages',
  'members',
  'bans',
  'message_reports',
  'removals',
  'channels',
  'users',
  'sessions',
  'push_subscriptions',
  'jobs',
  'mentions',
  'user_group_members',
  'reactions',
  'pins',
  'message_edits',
  'polls',
  'poll_votes',
  'personal_heads',
  'drafts',
  'saved_messages',
  'scheduled_messages',
  'reminders',
  'sidebars',
  'inboxes',
  'notifications',
  'notification_events',
  'deliveries',
  'notification_keywords',
];

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let socket: ChatSocket;
let plans: QueryPlans;
let hundred: Record<string, number>;

/** A channel with a long history, in a crowd of people, channels and memberships. */
async function fill(): Promise<void> {
  const { db } = server;
  await db.query(
    `INSERT INTO users (id, email, username, display_name, password_hash, role)
     SELECT gen_random_uuid(), 'p' || n || '@crowd.example', 'crowd' || n, 'Crowd ' || n, 'x', 'member'
     FROM generate_series(1, $1::int) n`,
    [PEOPLE],
  );
  await db.query(
    `INSERT INTO channels (id, kind, name, created_by)
     SELECT gen_random_uuid(), CASE n % 3 WHEN 0 THEN 'private' ELSE 'public' END, 'crowded ' || n, $2
     FROM generate_series(1, $1::int) n`,
    [PEOPLE, ana.id],
  );
  await db.query(
    `INSERT INTO sessions (id, user_id, expires_at)
     SELECT gen_random_uuid(), id, now() + interval '1 day' FROM users WHERE username LIKE 'crowd%'`,
  );
  await db.query(
    `INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, p256dh, auth)
     SELECT gen_random_uuid(), user_id, id, 'https://push.example.com/crowd/' || id, 'x', 'x' FROM sessions`,
  );
  await db.query(
    `WITH c AS (SELECT id, row_number() OVER () AS n FROM channels WHERE name LIKE 'crowded%'),
          u AS (SELECT id, row_number() OVER () AS n FROM users WHERE username LIKE 'crowd%')
     INSERT INTO members (channel_id, user_id, role)
     SELECT c.id, u.id, 'member' FROM u JOIN generate_series(0, 3) k ON true
     JOIN c ON c.n = 1 + (u.n * 7 + k * 13) % $1::int`,
    [PEOPLE],
  );
  await db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT $1, n, n, gen_random_uuid(), $2, gen_random_uuid(), 'message ' || n, '<p>message ' || n || '</p>', now()
     FROM generate_series(1, $3::int) n`,
    [channelId, ana.id, MESSAGES],
  );
  await db.query('UPDATE channels SET seq = $2, rev = $2 WHERE id = $1', [channelId, MESSAGES]);
  await db.query(
    `INSERT INTO reactions (channel_id, seq, emoji, user_id, rev)
     SELECT $1, seq, '👍', gen_random_uuid(), n FROM generate_series(1, 2000) seq CROSS JOIN generate_series(1, 20) n`,
    [channelId],
  );
  await db.query(
    `INSERT INTO message_edits (channel_id, seq, rev, body, html, replaced_at)
     SELECT $1, seq, n, 'draft', '<p>draft</p>', now() FROM generate_series(1, 2000) seq CROSS JOIN generate_series(1, 10) n`,
    [channelId],
  );
  await db.query(
    'INSERT INTO pins (channel_id, seq, rev) SELECT id, n, n FROM channels CROSS JOIN generate_series(1, 3) n',
  );
  await db.query(
    `INSERT INTO bans (channel_id, user_id, reason, banned_by)
     SELECT c.id, u.id, '', u.id FROM channels c CROSS JOIN (SELECT id FROM users LIMIT 2) u WHERE c.id <> $1`,
    [channelId],
  );
  await db.query(
    `INSERT INTO polls (channel_id, seq, closes_at) SELECT $1, seq, now() + interval '1 day' FROM generate_series(1, 2000) seq`,
    [channelId],
  );
  await db.query(
    `INSERT INTO poll_votes (channel_id, seq, user_id, option_ids, counted_ids, pending, rev, voted_at)
     SELECT $1, seq, gen_random_uuid(), '{}', '{}', false, n, now()
     FROM generate_series(1, 2000) seq CROSS JOIN generate_series(1, 20) n`,
    [channelId],
  );
  await db.query(
    `INSERT INTO members (channel_id, user_id, role)
     SELECT id, $1, 'member' FROM channels WHERE name LIKE 'crowded%' LIMIT ${CHANNELS}`,
    [bruno.id],
  );
  await fillPersonal();
  await db.query(
    `INSERT INTO user_groups (id, name, display_name, description, member_count)
     SELECT gen_random_uuid(), 'crowd-group' || n, 'Group ' || n, '', 100 FROM generate_series(1, 100) n`,
  );
  await db.query(
    `WITH g AS (SELECT id, row_number() OVER () AS n FROM user_groups), u AS (SELECT id, row_number() OVER () AS n FROM users)
     INSERT INTO user_group_members (group_id, user_id) SELECT g.id, u.id FROM u JOIN generate_series(0, 2) k ON true
     JOIN g ON g.n = 1 + (u.n + k) % 100`,
  );
  await db.query(
    `INSERT INTO message_reports (id, channel_id, seq, message_id, author_id, body, reporter_id, reason, comment, for_server, state)
     SELECT gen_random_uuid(), $1, m.seq, m.id, gen_random_uuid(), m.body, gen_random_uuid(), 'spam', '', true,
       CASE m.seq % 100 WHEN 0 THEN 'open' ELSE 'resolved' END
     FROM messages m WHERE m.channel_id = $1 AND m.seq <= 20000`,
    [channelId],
  );
  await db.query(
    `INSERT INTO removals (channel_id, seq, removed_by, reason, removed_at)
     SELECT $1, n, $2, '', now() FROM generate_series(1, 20000) n`,
    [channelId, ana.id],
  );
  await fillInboxes();
  await fillScheduled(server, ana.id);
  await db.query(
    `INSERT INTO jobs (id, kind, state, input, progress, owner_id, created_at, finished_at)
     SELECT gen_random_uuid(), 'channel-export', 'succeeded', '{}', '{"done":0,"total":null,"note":null}', id, now(), now() FROM users`,
  );
  await db.query('ANALYZE');
}

/** Everybody has written and kept something, Ana and Bruno much. */
async function fillPersonal(): Promise<void> {
  const { db } = server;
  const many = `(SELECT id AS user_id, generate_series(1, CASE WHEN id IN ('${ana.id}', '${bruno.id}') THEN 400 ELSE 2 END) AS n
                 FROM users) mine`;
  await db.query('INSERT INTO personal_heads (user_id, rev) SELECT id, 400 FROM users');
  await db.query(
    `INSERT INTO sidebars (user_id, categories, rev)
     SELECT id, '[{"id": "favorites", "name": null, "channelIds": []}]', 400 FROM users`,
  );
  await db.query(
    `INSERT INTO drafts (user_id, channel_id, body, rev, updated_at)
     SELECT user_id, gen_random_uuid(), CASE n % 4 WHEN 0 THEN '' ELSE 'begun' END, n, now() FROM ${many}`,
  );
  await db.query(
    `INSERT INTO saved_messages (user_id, message_id, channel_id, rev, saved_at)
     SELECT user_id, gen_random_uuid(), $1, n, now() FROM ${many}`,
    [channelId],
  );
}

/** Ana's inbox is long, and everybody in the crowd has one line. */
async function fillInboxes(): Promise<void> {
  const { db } = server;
  await db.query(`INSERT INTO mentions SELECT channel_id, user_id, n FROM members CROSS JOIN generate_series(1, 2) n`);
  await db.query(`INSERT INTO inboxes (user_id, rev) SELECT id, 1 FROM users ON CONFLICT DO NOTHING`);
  await db.query(
    `INSERT INTO notifications (id, user_id, rev, seq, kind, channel_id, actor_ids, data, critical, in_app, alert, read_at)
     SELECT gen_random_uuid(), u.id, n, n, 'mention', $1, '{}', '{}', false, true, true,
       CASE WHEN n % 50 > 0 THEN now() END
     FROM users u JOIN generate_series(1, CASE WHEN u.id = $2 THEN 20000 ELSE 1 END) n ON true`,
    [channelId, ana.id],
  );
  await db.query('UPDATE inboxes SET rev = 20000 WHERE user_id = $1', [ana.id]);
  await db.query(
    `INSERT INTO notification_events (user_id, event_key, notification_id, kind, rule, circumstances)
     SELECT user_id, 'event ' || id, id, 'mention', 'mentioned', '{}' FROM notifications`,
  );
  await db.query(
    `INSERT INTO deliveries (id, user_id, event_key, notification_id, way, state, reason, due_at, steps)
     SELECT gen_random_uuid(), user_id, 'event ' || id, id, 'email', 'planned', 'if_unread', now() + interval '1 hour', '[]'
     FROM notifications`,
  );
  await db.query(
    `INSERT INTO notification_keywords (keyword, user_id) SELECT 'word' || row_number() OVER (), id FROM users`,
  );
}

/** Of each table, how often it was read from end to end since the database was made. */
async function sequentialScans(): Promise<Record<string, number>> {
  await server.db.query('SELECT pg_stat_force_next_flush()');
  await server.db.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await server.db.query<{ relname: string; seq_scan: string }>(
    'SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = ANY($1) ORDER BY 1',
    [TABLES],
  );
  return Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, Number(seq_scan)]));
}

beforeAll(async () => {
  // A pool's connections keep the function with which they were made.
  plans = new QueryPlans();
  server = await Server.start();
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  await fill();
  const { rows } = await server.db.query<{ id: string }>(`SELECT id FROM channels WHERE kind = 'public' LIMIT 100`);
  hundred = Object.fromEntries(rows.map(({ id }) => [id, 0]));
  socket = await ana.connect();
});
afterAll(async () => {
  plans.stop();
  await server.stop();
});

const calls: [name: string, work: () => Promise<unknown>][] = [
  ['the newest page of history', () => ana.history(channelId)],
  ['history before a place', () => ana.history(channelId, '?before=500000')],
  ['history after a place', () => ana.history(channelId, '?after=500000')],
  ['history around a place', () => ana.history(channelId, '?around=500000')],
  ['a sync', () => socket.sync({ [channelId]: MESSAGES - 300 })],
  ['a sync of a hundred channels', () => socket.sync(hundred)],
  ['a sync that resets', () => socket.sync({ [channelId]: 5 })],
  ['the changes after a rev', () => ana.call('GET', `/channels/${channelId}/changes?since=${MESSAGES - 10}`)],
  ['the heads for ready', () => bruno.connect()],
  ['one’s own channels', () => ana.call('GET', '/channels?limit=100')],
  [`one’s own channels, ${CHANNELS} of them`, () => allChannels(bruno)],
  ['one channel', () => ana.channel(channelId)],
  ['channels to join', () => ana.call('GET', '/channels/browse?limit=20')],
  ['channels to join, by a later page', () => browseSecondPage()],
  ['the pins of a channel', () => ana.call('GET', `/channels/${channelId}/pins?cursor=3`)],
  ['the message at a place', () => ana.call('GET', `/channels/${channelId}/messages/500000`)],
  ['one’s own drafts', () => ana.call('GET', '/drafts?cursor=300')],
  ['a draft, and its end', () => draftAndClear()],
  ['the arranging of channels', () => arrange()],
  ['saved messages', () => ana.call('GET', '/saved?cursor=300')],
  ['saving a message, and letting it go', () => saveAndLetGo()],
  ['the members of a channel', () => ana.call('GET', `/channels/${channelId}/members`)],
  ['bans', () => banAndLift()],
  ['reports, from the first to what becomes of it', () => reportAndResolve()],
  ['the people', () => ana.call('GET', '/users?limit=20')],
  ['the people by the beginning of a name', () => ana.call('GET', '/users?query=crowd123&limit=20')],
  ['the groups that somebody is in', () => ana.call('GET', `/groups?userId=${bruno.id}`)],
  ['the members of a group', () => groupMembers()],
  ['one person', () => ana.call('GET', `/users/${bruno.id}`)],
  ['a read marker', () => socket.read(channelId, MESSAGES - 1)],
  ['a look at a public channel', () => socket.request('channel:open', { channelId })],
  ['signing in', () => ana.signInAgain()],
  ['refreshing', async () => (await bruno.signInAgain()).refresh()],
  ['logging out', async () => (await bruno.signInAgain()).call('POST', '/auth/logout')],
  ['scheduled messages', () => scheduleAndSend()],
  ['reminders', () => remindAndForget()],
  ['one’s own jobs', () => ana.call('GET', '/jobs?limit=20')],
  ['a job, from its order to its end', () => orderAndCancel()],
  ['a direct channel', () => ana.call('POST', '/channels/direct', { userIds: [bruno.id] })],
  ['joining and leaving', () => joinAndLeave()],
  ['being reached by push', () => subscribeAndUnsubscribe()],
  ['the inbox', () => ana.call('GET', '/notifications')],
  ['the inbox, by a later page', () => ana.call('GET', '/notifications?cursor=15000')],
  ['what is unread', () => ana.call('GET', '/notifications?show=unread')],
  ['what is archived', () => ana.call('GET', '/notifications?show=archived')],
  ['a notification that is read, and why it came', () => readOne()],
  ['preferences', () => ana.call('PATCH', '/notifications/preferences', { keywords: ['deploy'] })],
  ['why somebody heard of a message', () => explainOne()],
  [
    'a poll, from its votes to its end',
    async () => {
      const { message } = await socket.poll(channelId, { options: ['yes', 'no'] });
      const choice = [message.poll?.options[0]?.id ?? ''];
      await socket.vote(message.id, choice);
      await socket.reaches(channelId, message.rev + 1);
      for (const path of ['poll', 'poll/votes']) await ana.call('GET', `/messages/${message.id}/${path}`);
      await socket.vote(message.id, []);
      await socket.closePoll(message.id);
    },
  ],
  [
    'an edit, reactions, pins and a deletion',
    async () => {
      const { message } = await socket.send(channelId, 'to be changed');
      await socket.edit(message.id, 'changed');
      await ana.call('GET', `/messages/${message.id}/edits?cursor=${MESSAGES * 2}`);
      await socket.react(message.id, '👍');
      await socket.unreact(message.id, '👍');
      await socket.pin(message.id);
      await socket.unpin(message.id);
      await socket.delete(message.id);
    },
  ],
];

async function browseSecondPage(): Promise<void> {
  const { body } = await ana.call('GET', '/channels/browse?limit=20');
  const cursor = typeof body === 'object' && body !== null && 'nextCursor' in body ? String(body.nextCursor) : '';
  await ana.call('GET', `/channels/browse?limit=20&cursor=${cursor}`);
}

async function allChannels(person: Person): Promise<void> {
  let listed = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: MyChannelPage = await person.get(MyChannelPage, `/channels?limit=100${cursor && `&cursor=${cursor}`}`);
    listed += page.items.length;
    cursor = page.nextCursor;
  }
  expect(listed).toBeGreaterThanOrEqual(CHANNELS);
}

async function draftAndClear(): Promise<void> {
  await socket.draft({ channelId, body: 'begun' });
  await socket.draft({ channelId, body: '' });
}

async function arrange(): Promise<void> {
  await socket.request('channel:place', { channelId, categoryId: 'favorites' });
  await ana.call('GET', '/categories');
}

async function saveAndLetGo(): Promise<void> {
  const { items } = await ana.history(channelId, '?limit=1');
  await socket.save(items[0]?.id ?? '');
  await ana.call('GET', '/saved');
  await socket.unsave(items[0]?.id ?? '');
}

async function groupMembers(): Promise<void> {
  const { items } = await ana.get(UserGroupPage, '/groups?limit=1');
  await ana.call('GET', `/groups/${items[0]?.id}/members`);
}

async function subscribeAndUnsubscribe(): Promise<void> {
  const { subscription } = new PushBrowser('https://push.example.com/queries');
  const answer = await ana.call('POST', '/push/subscriptions', subscription);
  await ana.call('GET', '/push/subscriptions');
  await ana.call('DELETE', `/push/subscriptions/${succeeded(PushSubscription, answer).id}`);
}

async function readOne(): Promise<void> {
  const { items } = await ana.get(NotificationPage, '/notifications?show=unread&limit=1');
  await ana.call('GET', `/notifications/${items[0]?.id}/deliveries`);
  await ana.call('POST', `/notifications/${items[0]?.id}/read`);
}

async function explainOne(): Promise<void> {
  const { items } = await ana.history(channelId, '?limit=1');
  await ana.call('GET', `/notifications/explain?messageId=${items[0]?.id}&userId=${bruno.id}`);
}

async function orderAndCancel(): Promise<void> {
  const { id } = await order(ana, `/channels/${channelId}/exports`, { format: 'csv' });
  await ana.call('GET', `/jobs/${id}`);
  await ana.call('POST', `/jobs/${id}/cancel`);
  await ana.call('POST', `/jobs/${id}/retry`);
}

async function banAndLift(): Promise<void> {
  const path = `/channels/${channelId}/bans`;
  await ana.call('PUT', `${path}/${bruno.id}`, { reason: 'a test' });
  await ana.call('GET', path);
  await bruno.call('GET', `/channels/${channelId}/messages`);
  await bruno.call('POST', `/channels/${channelId}/join`);
  await ana.call('DELETE', `${path}/${bruno.id}`);
  await bruno.call('POST', `/channels/${channelId}/join`);
}

async function scheduleAndSend(): Promise<void> {
  const { id } = await schedule(bruno, channelId, later('later', inMs(3_600_000)));
  await scheduledOf(bruno, `?cursor=${Date.now()}_${id}`);
  await bruno.call('PATCH', `/scheduled/${id}`, { body: 'later still' });
  await bruno.call('POST', `/scheduled/${id}/send-now`);
  await bruno.call('DELETE', `/scheduled/${id}`);
}

async function remindAndForget(): Promise<void> {
  const { id } = await remind(bruno, { text: 'tea', remindAt: inMs(3_600_000) });
  for (const show of ['waiting', 'told']) await bruno.call('GET', `/reminders?show=${show}&cursor=${Date.now()}_${id}`);
  await bruno.call('PATCH', `/reminders/${id}`, { remindAt: inMs(7_200_000) });
  await bruno.call('DELETE', `/reminders/${id}`);
}

async function reportAndResolve(): Promise<void> {
  const { message } = await ana.post(channelId, 'to be reported');
  const answer = await bruno.call('POST', `/messages/${message.id}/reports`, { reason: 'spam' });
  const { id } = succeeded(Reported, answer);
  await ana.invite(channelId, bruno.id, 'moderator');
  for (const path of [`/channels/${channelId}/reports`, '/admin/reports']) {
    await ana.call('GET', `${path}?state=resolved`);
    await ana.call('GET', `${path}?cursor=${id}`);
  }
  await bruno.call('PATCH', `/reports/${id}`, { outcome: 'deleted' });
  await ana.call('GET', `/messages/${message.id}/removal`);
  await ana.invite(channelId, bruno.id, 'member');
}

async function joinAndLeave(): Promise<void> {
  await bruno.call('POST', `/channels/${channelId}/leave`);
  await bruno.call('POST', `/channels/${channelId}/join`);
}

it.each(calls)('%s reads no large table from end to end', async (_, work) => {
  expect(await plans.sequentialScans(server.db, TABLES, work)).toEqual([]);
  expect(plans.count).toBeGreaterThan(0);
});

it('nothing else did either: not the sending, nor what instances compare', async () => {
  const before = await sequentialScans();
  await Promise.all(Array.from({ length: 20 }, (_, i) => socket.send(channelId, `sent ${i}`)));
  const { message } = await socket.send(channelId, 'one more');
  await socket.reaches(channelId, message.rev);
  const bumped = await bruno.connect();
  await ana.call('DELETE', `/channels/${channelId}/members/${bruno.id}`);
  await bumped.event('channel:left');
  // A connection tells what it read at the latest when it ends.
  await Promise.all(server.instances.map((instance) => instance.stop()));
  expect(await sequentialScans()).toEqual(before);
});

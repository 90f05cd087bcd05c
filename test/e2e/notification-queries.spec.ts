import { afterAll, beforeAll, expect, it } from 'vitest';
import { MessageFanOut } from '../../src/notifications/message-fan-out.js';
import { ReactionReader } from '../../src/messages/reaction-reader.service.js';
import { ReactionFanOut } from '../../src/notifications/reaction-fan-out.js';
import { InboxService } from '../../src/notifications/inbox.service.js';
import { DeliverySteps } from '../../src/notifications/delivery-steps.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { QueryPlans } from '../support/query-plans.js';

const PEOPLE = 20_000;
/** All that grow with use, but those that the sweep compares as a whole: channels and their cursors. */
const TABLES = [
  'messages',
  'reactions',
  'members',
  'users',
  'push_subscriptions',
  'inboxes',
  'notifications',
  'notification_events',
  'deliveries',
  'notification_keywords',
  'notification_settings',
];

let server: Server;
let ana: Person;
let channelId: string;
let plans: QueryPlans;

beforeAll(async () => {
  plans = new QueryPlans();
  server = await Server.start({ worker: true });
  ana = await Person.register(server);
  channelId = (await ana.createChannel()).id;
  const { db } = server;
  await db.query(
    `INSERT INTO users (id, email, username, display_name, password_hash, role, email_verified_at)
     SELECT gen_random_uuid(), 'p' || n || '@crowd.example', 'crowd' || n, 'Crowd ' || n, 'x', 'member', now()
     FROM generate_series(1, $1::int) n`,
    [PEOPLE],
  );
  await db.query(
    `INSERT INTO members (channel_id, user_id, role) SELECT $1, id, 'member' FROM users WHERE username LIKE 'crowd%'`,
    [channelId],
  );
  await db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT $1, n, n, gen_random_uuid(), $2, gen_random_uuid(), 'message ' || n, '', now() FROM generate_series(1, 20000) n`,
    [channelId, ana.id],
  );
  await db.query(
    `INSERT INTO reactions (channel_id, seq, emoji, user_id, rev)
     SELECT $1, n / 10 + 1, '👍', gen_random_uuid(), n FROM generate_series(1, 20000) n`,
    [channelId],
  );
  await db.query('UPDATE channels SET seq = 20000, rev = 20000 WHERE id = $1', [channelId]);
  await db.query(
    `INSERT INTO log_cursors SELECT consumer, $1, 20000 FROM unnest(ARRAY['notifications', 'reactions']) AS consumer`,
    [channelId],
  );
  await db.query(`INSERT INTO notification_settings SELECT id, '{}' FROM users`);
  await db.query(`INSERT INTO notification_keywords SELECT 'word' || row_number() OVER (), id FROM users`);
  await db.query(`INSERT INTO inboxes SELECT id, 1 FROM users`);
  await db.query(
    `INSERT INTO notifications (id, user_id, rev, seq, kind, channel_id, actor_ids, data, critical, in_app, alert)
     SELECT gen_random_uuid(), id, 1, 1, 'mention', $1, '{}', '{}', false, true, true FROM users`,
    [channelId],
  );
  await db.query(
    `INSERT INTO notification_events SELECT user_id, 'event ' || id, id, 'mention', 'mentioned', '{}' FROM notifications`,
  );
  await db.query(
    `INSERT INTO deliveries (id, user_id, event_key, notification_id, way, state, reason, due_at, steps)
     SELECT gen_random_uuid(), user_id, 'event ' || id, id, 'email', 'planned', 'if_unread', now() + interval '1 hour', '[]'
     FROM notifications`,
  );
  await db.query(
    `INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, p256dh, auth)
     SELECT gen_random_uuid(), id, id, 'https://push.example.com/' || id, 'x', 'x' FROM users WHERE username LIKE 'crowd%'`,
  );
  await db.query('ANALYZE');
});
afterAll(async () => {
  plans.stop();
  await server.stop();
});

it('deciding who hears of a message reads no large table from end to end', async () => {
  const { message } = await ana.post(channelId, '@crowd1 @crowd2, word7 is for you');
  await server.db.query('UPDATE log_cursors SET seq = $2 WHERE channel_id = $1', [channelId, message.seq - 1]);
  const work = () => server.worker.get(MessageFanOut, { strict: false }).run(channelId);
  expect(await plans.ownSequentialScans(server.db, TABLES, work)).toEqual([]);
  expect(plans.count).toBeGreaterThan(0);
});

it('telling the author of a reaction reads no large table from end to end', async () => {
  const { message } = await ana.post(channelId, 'what about it?');
  const bruno = await Person.register(server);
  await bruno.call('POST', `/channels/${channelId}/join`);
  await bruno.call('PUT', `/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
  const { db, worker } = server;
  const work = async () => {
    await db.query(`UPDATE log_cursors SET seq = $2 WHERE consumer = 'reactions' AND channel_id = $1`, [
      channelId,
      message.rev,
    ]);
    await worker.get(ReactionReader, { strict: false }).passUnreacted('reactions');
    await worker.get(ReactionFanOut, { strict: false }).run(channelId);
  };
  expect(await plans.ownSequentialScans(db, TABLES, work)).toEqual([]);
  expect(plans.count).toBeGreaterThan(0);
});

it('telling somebody of what is due reads no large table from end to end', async () => {
  const { rows } = await server.db.query<{ user_id: string }>(
    `UPDATE deliveries SET due_at = now() WHERE id = (SELECT id FROM deliveries WHERE state = 'planned' LIMIT 1)
     RETURNING user_id`,
  );
  const work = () => server.worker.get(DeliverySteps, { strict: false }).run(rows[0]?.user_id ?? '', 'email');
  expect(await plans.ownSequentialScans(server.db, TABLES, work)).toEqual([]);
  expect(plans.count).toBeGreaterThan(0);
});

it('following inboxes, and reading their channels, reads no large table from end to end', async () => {
  const { rows } = await server.db.query<{ userId: string }>(
    'SELECT DISTINCT user_id AS "userId" FROM notifications LIMIT 3',
  );
  const inbox = server.worker.get(InboxService, { strict: false });
  const work = async () => {
    const { changes } = await inbox.changes(rows.map(({ userId }) => ({ userId, rev: 0 })));
    expect(new Set(changes.map(({ userId }) => userId)).size).toBe(rows.length);
    for (const { userId } of rows) await inbox.channelsRead(userId, [{ channelId, readSeq: 1 }]);
  };
  expect(await plans.ownSequentialScans(server.db, TABLES, work)).toEqual([]);
  expect(plans.count).toBeGreaterThan(0);
});

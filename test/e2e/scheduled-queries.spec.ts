import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReminderBell } from '../../src/scheduled/reminder-bell.js';
import { RemindersRepository } from '../../src/scheduled/reminders.repository.js';
import { ScheduledMessagesRepository } from '../../src/scheduled/scheduled-messages.repository.js';
import { ScheduledSender } from '../../src/scheduled/scheduled-sender.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { QueryPlans } from '../support/query-plans.js';
import { bodiesIn, fillScheduled, inMs, later, schedule } from '../support/scheduled.js';

const PEOPLE = 10_000;
const TABLES = ['scheduled_messages', 'reminders'];

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
    `INSERT INTO users (id, email, username, display_name, password_hash, role)
     SELECT gen_random_uuid(), 'p' || n || '@crowd.example', 'crowd' || n, 'Crowd ' || n, 'x', 'member'
     FROM generate_series(1, $1::int) n`,
    [PEOPLE],
  );
  await fillScheduled(server, ana.id);
  await db.query('ANALYZE');
});
afterAll(async () => {
  plans.stop();
  await server.stop();
});

it('what is due is found and sent without a look at what waits', async () => {
  await server.db.query('DELETE FROM scheduled_messages WHERE author_id = $1', [ana.id]);
  const sender = server.worker.get(ScheduledSender, { strict: false });
  const bell = server.worker.get(ReminderBell, { strict: false });
  const reminders = server.worker.get(RemindersRepository, { strict: false });
  const rows = server.worker.get(ScheduledMessagesRepository, { strict: false });
  const { id } = await schedule(ana, channelId, later('due', inMs(60_000)));
  const work = async () => {
    await server.db.query(`UPDATE scheduled_messages SET due_at = now() WHERE id = $1`, [id]);
    await rows.overdue(2, 5, 500);
    await sender.run(channelId);
    await reminders.overdue(2, 500);
    await reminders.deleteTold(30, 500);
    await bell.run(ana.id);
  };
  expect(await plans.ownSequentialScans(server.db, TABLES, work)).toEqual([]);
  expect(await bodiesIn(ana, channelId)).toEqual(['due']);
});

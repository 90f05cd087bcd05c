import { MessagePage } from '../../src/contract/messages.js';
import { type Notification, type NotificationKind, NotificationPage } from '../../src/contract/notifications.js';
import { Reminder } from '../../src/contract/reminders.js';
import { type ScheduledMessage as Scheduled, ScheduledMessage, ScheduledPage } from '../../src/contract/scheduled.js';
import { until } from './cluster/until.js';
import type { Server } from './app.js';
import type { Person } from './factories.js';
import { succeeded } from './rest.js';

/** A worker that was killed has its work taken over within ten seconds or so. */
const WITHIN_MS = 30_000;

export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** What is asked for a message to be sent some seconds from now, where nothing else is said: what is done before comes in time. */
export const later = (body: string, sendAt = inMs(5000)) => ({ clientId: crypto.randomUUID(), body, sendAt });

export async function schedule(person: Person, channelId: string, input: ReturnType<typeof later>): Promise<Scheduled> {
  return succeeded(ScheduledMessage, await person.call('POST', `/channels/${channelId}/scheduled`, input));
}

export const scheduledOf = async (person: Person, query = ''): Promise<Scheduled[]> =>
  (await person.get(ScheduledPage, `/scheduled${query}`)).items;

export const bodiesIn = async (person: Person, channelId: string): Promise<string[]> =>
  (await person.get(MessagePage, `/channels/${channelId}/messages?limit=100`)).items.map(({ body }) => body);

/** Waits until nothing of the person's waits any more: what did not fail was sent. */
export async function allSent(person: Person): Promise<void> {
  let open: Scheduled[] = [];
  await until(
    () => `sent: ${JSON.stringify(open)}`,
    async () => (open = (await scheduledOf(person)).filter(({ state }) => state !== 'failed')).length === 0,
    WITHIN_MS,
  );
}

/** Waits until the message has failed. */
export async function failedOf(person: Person, id: string): Promise<Scheduled> {
  let found: Scheduled | undefined;
  await until(
    () => `failed: ${JSON.stringify(found)}`,
    async () => (found = (await scheduledOf(person)).find((row) => row.id === id))?.state === 'failed',
    WITHIN_MS,
  );
  if (!found) throw new Error('it is gone');
  return found;
}

/** Orders a reminder, which must be accepted. */
export async function remind(person: Person, input: object): Promise<Reminder> {
  return succeeded(Reminder, await person.call('POST', '/reminders', input));
}

/** Waits until the person's inbox has as many lines of the kind, and answers them. */
export async function linesOf(person: Person, kind: NotificationKind, count: number): Promise<Notification[]> {
  let lines: Notification[] = [];
  await until(
    () => `${count} of ${kind}: ${JSON.stringify(lines)}`,
    async () => {
      const { items } = await person.get(NotificationPage, '/notifications?limit=100');
      lines = items.filter((line) => line.kind === kind);
      return lines.length >= count;
    },
    WITHIN_MS,
  );
  return lines;
}

/** Everybody has something that waits, and one of them a hundred of each. */
export async function fillScheduled({ db }: Server, userId: string): Promise<void> {
  await db.query(
    `INSERT INTO scheduled_messages (id, author_id, channel_id, client_id, body, send_at, due_at)
     SELECT gen_random_uuid(), u.id, gen_random_uuid(), gen_random_uuid(), 'later', at, at
     FROM users u JOIN generate_series(1, CASE WHEN u.id = $1 THEN 100 ELSE 3 END) n ON true
     CROSS JOIN LATERAL (SELECT now() + make_interval(mins => 60 + n) AS at) moment`,
    [userId],
  );
  await db.query(
    `INSERT INTO reminders (id, user_id, text, remind_at, reminded_at)
     SELECT gen_random_uuid(), u.id, 'tea', now() + make_interval(mins => 60 - 30 * told), CASE told WHEN 1 THEN now() END
     FROM users u CROSS JOIN generate_series(0, 1) told`,
  );
}

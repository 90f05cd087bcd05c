import { z } from 'zod';
import { Id, Timestamp } from './ids.js';
import { pageOf, PageQuery } from './page.js';
import { TimeAhead } from './scheduled.js';
import { StorableText } from './text.js';

const MAX_TEXT = 500;
const Text = StorableText.trim().max(MAX_TEXT, `must be at most ${MAX_TEXT} characters`);

export const Reminder = z
  .object({
    id: Id,
    /** What it is about; null where it is about nothing but its text. */
    messageId: Id.nullable(),
    channelId: Id.nullable(),
    /** Place of the message in its channel; null where there is none. */
    seq: z.int().nullable(),
    /** The user's own words; empty where the message says it all. */
    text: z.string(),
    remindAt: Timestamp,
    /** When it was told; null while it waits. */
    remindedAt: Timestamp.nullable(),
    /** Grows with each change: of two states, the one with the greater is the newer. */
    rev: z.int(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Reminder' });
export type Reminder = z.infer<typeof Reminder>;

export const CreateReminder = z
  .strictObject({ messageId: Id.optional(), text: Text.default(''), remindAt: TimeAhead })
  .refine(({ messageId, text }) => messageId !== undefined || text !== '', {
    path: ['text'],
    message: 'must not be empty where there is no message',
  })
  .meta({ id: 'CreateReminder' });
export type CreateReminder = z.infer<typeof CreateReminder>;

/** What is not given stays. A time makes one that was told wait again. */
export const ChangeReminder = z
  .strictObject({ text: Text.optional(), remindAt: TimeAhead.optional() })
  .meta({ id: 'ChangeReminder' });
export type ChangeReminder = z.infer<typeof ChangeReminder>;

export const EditReminder = ChangeReminder.extend({ reminderId: Id }).meta({ id: 'EditReminder' });
export type EditReminder = z.infer<typeof EditReminder>;
export const DeleteReminder = z.strictObject({ reminderId: Id }).meta({ id: 'DeleteReminder' });
export type DeleteReminder = z.infer<typeof DeleteReminder>;

export const RemindersQuery = PageQuery.extend({ show: z.enum(['waiting', 'told']).default('waiting') });
export type RemindersQuery = z.infer<typeof RemindersQuery>;

/** In the order of their times. */
export const ReminderPage = pageOf(Reminder).meta({ id: 'ReminderPage' });
export type ReminderPage = z.infer<typeof ReminderPage>;

/** As it is now; null where it was deleted. */
export const ReminderEvent = z.object({ id: Id, reminder: Reminder.nullable() }).meta({ id: 'ReminderEvent' });
export type ReminderEvent = z.infer<typeof ReminderEvent>;

import type { Reminder } from '../contract/reminders.js';
import type { ReminderEntity } from './reminder.entity.js';

/** `seq`: of the message that it is of. */
export const toReminder = (row: ReminderEntity, seq: number | null): Reminder => ({
  id: row.id,
  messageId: row.messageId,
  channelId: row.channelId,
  seq,
  text: row.text,
  remindAt: row.remindAt.toISOString(),
  remindedAt: row.remindedAt?.toISOString() ?? null,
  rev: row.rev,
  createdAt: row.createdAt.toISOString(),
});

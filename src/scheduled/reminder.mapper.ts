import type { Reminder } from '../contract/reminders.js';
import type { ReminderEntity } from './reminder.entity.js';

export const toReminder = (row: ReminderEntity): Reminder => ({
  id: row.id,
  messageId: row.messageId,
  channelId: row.channelId,
  text: row.text,
  remindAt: row.remindAt.toISOString(),
  remindedAt: row.remindedAt?.toISOString() ?? null,
  rev: row.rev,
  createdAt: row.createdAt.toISOString(),
});

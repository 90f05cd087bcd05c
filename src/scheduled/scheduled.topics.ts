import { z } from 'zod';
import { ErrorCode } from '../contract/errors.js';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** A scheduled message was made, changed, sent or deleted. */
export const scheduledChanged = defineTopic('scheduled.changed', z.object({ id: Id, userId: Id }));

/** A reminder was made, changed, told or deleted. */
export const reminderChanged = defineTopic('reminder.changed', z.object({ id: Id, userId: Id }));

/** It is time to tell somebody what they wanted to be told. */
export const reminderDue = defineTopic(
  'reminder.due',
  z.object({
    id: Id,
    rev: z.int(),
    userId: Id,
    messageId: Id.nullable(),
    channelId: Id.nullable(),
    text: z.string(),
  }),
);

/** A scheduled message was refused when its time came. */
export const scheduledFailed = defineTopic(
  'scheduled.failed',
  z.object({ id: Id, rev: z.int(), userId: Id, channelId: Id, body: z.string(), code: ErrorCode }),
);

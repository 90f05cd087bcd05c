import { z } from 'zod';
import { AckError } from './errors.js';
import { Id, Timestamp } from './ids.js';
import { EditBody, PostMessage } from './messages.js';
import { pageOf } from './page.js';

export const MAX_DAYS_AHEAD = 120;
const DAY_MS = 86_400_000;

/** A moment to come, near enough that somebody still knows what it was for. */
export const TimeAhead = Timestamp.refine((time) => Date.parse(time) > Date.now(), {
  message: 'must be in the future',
}).refine((time) => Date.parse(time) <= Date.now() + MAX_DAYS_AHEAD * DAY_MS, {
  message: `must be at most ${MAX_DAYS_AHEAD} days ahead`,
});

/** `sending`: its time has come. `failed`: it was refused then, and stays until its author does something about it. */
export const ScheduledState = z.enum(['waiting', 'sending', 'failed']);
export type ScheduledState = z.infer<typeof ScheduledState>;

/** A message that is to be sent. Once it is, it is a message of its channel, with the same `clientId`. */
export const ScheduledMessage = z
  .object({
    id: Id,
    channelId: Id,
    clientId: Id,
    body: z.string(),
    sendAt: Timestamp,
    state: ScheduledState,
    /** Why it was not sent; null unless it failed. */
    failure: AckError.pick({ code: true, message: true }).nullable(),
    /** Grows with each change: of two states, the one with the greater is the newer. */
    rev: z.int(),
    createdAt: Timestamp,
  })
  .meta({ id: 'ScheduledMessage' });
export type ScheduledMessage = z.infer<typeof ScheduledMessage>;
export type ScheduledFailure = NonNullable<ScheduledMessage['failure']>;

export const PostScheduled = z
  .strictObject({ clientId: Id, body: PostMessage.shape.body, sendAt: TimeAhead })
  .meta({ id: 'PostScheduled' });
export type PostScheduled = z.infer<typeof PostScheduled>;

export const ScheduleMessage = PostScheduled.extend({ channelId: Id }).meta({ id: 'ScheduleMessage' });
export type ScheduleMessage = z.infer<typeof ScheduleMessage>;

/** What is not given stays. A time makes one that failed wait again. */
export const ChangeScheduled = z
  .strictObject({ body: EditBody.shape.body.optional(), sendAt: TimeAhead.optional() })
  .meta({ id: 'ChangeScheduled' });
export type ChangeScheduled = z.infer<typeof ChangeScheduled>;

const ScheduledRef = z.strictObject({ scheduledId: Id });
export const EditScheduled = ChangeScheduled.extend({ scheduledId: Id }).meta({ id: 'EditScheduled' });
export type EditScheduled = z.infer<typeof EditScheduled>;
export const DeleteScheduled = ScheduledRef.meta({ id: 'DeleteScheduled' });
export type DeleteScheduled = z.infer<typeof DeleteScheduled>;
export const SendScheduled = ScheduledRef.meta({ id: 'SendScheduled' });
export type SendScheduled = z.infer<typeof SendScheduled>;

/** In the order of their times. */
export const ScheduledPage = pageOf(ScheduledMessage).meta({ id: 'ScheduledPage' });
export type ScheduledPage = z.infer<typeof ScheduledPage>;

/** As it is now; null where it is gone: sent, or deleted. */
export const ScheduledEvent = z
  .object({ id: Id, scheduled: ScheduledMessage.nullable() })
  .meta({ id: 'ScheduledEvent' });
export type ScheduledEvent = z.infer<typeof ScheduledEvent>;

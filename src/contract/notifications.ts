import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';
import { PageQuery } from './page.js';
import { DigestSchedule, QuietHours } from './preferences.js';
import { line, StorableText } from './text.js';

export const NotificationKind = z.enum([
  'mention',
  'direct_message',
  'keyword',
  'channel_message',
  'thread_reply',
  'invitation',
  'job_finished',
  'announcement',
  'new_login',
  'scheduled_failed',
  'reminder',
  'reaction',
  'message_removed',
  'report',
]);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** One line of the inbox. Several events of one kind that belong together are one line: `count` says how many. */
export const Notification = z
  .object({
    id: Id,
    /** Grows with each change of the user's inbox: 1, 2, 3 …; the id of the stream's events. */
    rev: z.int(),
    kind: NotificationKind,
    /** In the user's language. */
    title: z.string(),
    body: z.string(),
    /** Path in the web client. */
    path: z.string(),
    channelId: Id.nullable(),
    messageId: Id.nullable(),
    actorIds: z.array(Id),
    count: z.int(),
    /** Passes do not disturb and quiet hours. */
    critical: z.boolean(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    readAt: Timestamp.nullable(),
    archivedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

/**
 * A line of the inbox as it is now, to all of the user's devices. `unread` is the inbox's count; `alert` says whether
 * there is something new to draw attention to: not for what was read, nor in quiet hours.
 */
export const NotificationEvent = Notification.extend({ unread: z.int(), alert: z.boolean() }).meta({
  id: 'NotificationEvent',
});
export type NotificationEvent = z.infer<typeof NotificationEvent>;

/** Newest first. */
export const NotificationPage = z
  .object({ items: z.array(Notification), nextCursor: z.string().nullable(), unread: z.int() })
  .meta({ id: 'NotificationPage' });
export type NotificationPage = z.infer<typeof NotificationPage>;

export const NotificationsQuery = PageQuery.extend({
  show: z.enum(['inbox', 'unread', 'archived'], rule('must be inbox, unread or archived')).default('inbox'),
});
export type NotificationsQuery = z.infer<typeof NotificationsQuery>;

export const UnreadCount = z.object({ unread: z.int() }).meta({ id: 'UnreadCount' });
export type UnreadCount = z.infer<typeof UnreadCount>;

/** How one hears of a kind. `email` in a digest, or by itself where it is still unread after some minutes. */
export const Ways = z
  .strictObject({
    inApp: z.boolean(),
    push: z.boolean(),
    email: z.enum(['immediate', 'digest', 'never'], rule('must be immediate, digest or never')),
  })
  .meta({ id: 'NotificationWays' });
export type Ways = z.infer<typeof Ways>;

const MAX_KEYWORDS = 50;
const Keyword = line(50).min(2, 'must be at least 2 characters').toLowerCase();

export const Preferences = z
  .object({
    kinds: z.record(NotificationKind, Ways),
    /** Words whose appearance in a message of one's channels is told. */
    keywords: z.array(Keyword),
    doNotDisturbUntil: Timestamp.nullable(),
    /** On the user's clock (`timeZone` of the profile). */
    quietHours: QuietHours,
    digest: DigestSchedule,
    /** Minutes that something stays unread before an e-mail tells of it. */
    emailAfterMinutes: z.int(),
  })
  .meta({ id: 'NotificationPreferences' });
export type Preferences = z.infer<typeof Preferences>;

/** What is not given stays as it is; of `kinds` only those that are named change. */
export const UpdatePreferences = z
  .strictObject({
    kinds: z.partialRecord(NotificationKind, Ways.partial()).optional(),
    keywords: z
      .array(Keyword)
      .max(MAX_KEYWORDS, `must hold at most ${MAX_KEYWORDS} keywords`)
      .transform((keywords) => [...new Set(keywords)])
      .optional(),
    doNotDisturbUntil: Timestamp.nullable().optional(),
    quietHours: QuietHours.optional(),
    digest: DigestSchedule.optional(),
    emailAfterMinutes: z
      .int(rule('must be a whole number'))
      .min(0, 'must be at least 0')
      .max(1440, 'must be at most 1440')
      .optional(),
  })
  .meta({ id: 'UpdateNotificationPreferences' });
export type UpdatePreferences = z.infer<typeof UpdatePreferences>;

export const DeliveryWay = z.enum(['in_app', 'push', 'email']);
export type DeliveryWay = z.infer<typeof DeliveryWay>;

export const DeliveryState = z.enum(['planned', 'sending', 'sent', 'skipped', 'cancelled', 'failed']);
export type DeliveryState = z.infer<typeof DeliveryState>;

const Step = z.object({ at: Timestamp, state: DeliveryState, reason: z.string(), answer: z.string().nullable() });

/** What was decided for somebody about one event, and what was known then. */
const Decision = z.object({
  kind: z.union([NotificationKind, z.null()]),
  /** `mentioned`, `keyword`, `muted`, `level_nothing`, `not_a_member` … */
  rule: z.string(),
  /** What was known when it was decided; null where nothing had to be decided. */
  circumstances: z.record(z.string(), z.unknown()).nullable(),
  decidedAt: Timestamp.nullable(),
});

/** One entry of the delivery ledger: what became of one way to tell somebody of one event, and why. */
export const Delivery = Decision.extend({
  id: Id,
  way: DeliveryWay,
  state: DeliveryState,
  /** Of the present state: `socket`, `read`, `quiet_hours`, `preference` … */
  reason: z.string(),
  /** When the next attempt is due. */
  dueAt: Timestamp.nullable(),
  attempts: z.int(),
  /** What the provider said last. */
  answer: z.string().nullable(),
  /** All states so far, the first first. */
  steps: z.array(Step),
}).meta({ id: 'NotificationDelivery' });
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryList = z.object({ items: z.array(Delivery) }).meta({ id: 'NotificationDeliveries' });
export type DeliveryList = z.infer<typeof DeliveryList>;

/** Why somebody did or did not hear of a message. */
export const Explanation = Decision.extend({
  userId: Id,
  messageId: Id,
  notificationId: Id.nullable(),
  /** Whether they were told at all, or are to be; false where that is not known any more (`no_longer_kept`). */
  told: z.boolean(),
  deliveries: z.array(Delivery),
}).meta({ id: 'NotificationExplanation' });
export type Explanation = z.infer<typeof Explanation>;

export const ExplainQuery = z.strictObject({ messageId: Id, userId: Id });
export type ExplainQuery = z.infer<typeof ExplainQuery>;

export const Announce = z
  .strictObject({
    title: line(120).min(1, 'must not be empty'),
    body: StorableText.trim().min(1, 'must not be empty').max(2000, 'must be at most 2000 characters'),
    critical: z.boolean().default(false),
  })
  .meta({ id: 'Announce' });
export type Announce = z.infer<typeof Announce>;

export const Announced = z.object({ id: Id }).meta({ id: 'Announced' });
export type Announced = z.infer<typeof Announced>;

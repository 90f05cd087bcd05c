import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { ReportReason } from '../contract/moderation.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** A moderator deleted somebody's message. */
export const messageRemoved = defineTopic(
  'message.removed',
  z.object({ channelId: Id, messageId: Id, authorId: Id, actorId: Id, reason: z.string() }),
);

/** Somebody reported a message; `channelId`: of the channel that judges it. */
export const messageReported = defineTopic(
  'message.reported',
  z.object({ reportId: Id, channelId: Id, messageId: Id, authorId: Id, reporterId: Id, reason: ReportReason }),
);

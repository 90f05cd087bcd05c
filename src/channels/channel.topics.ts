import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** A channel's name, topic or archiving changed. */
export const channelUpdated = defineTopic('channel.updated', z.object({ channelId: Id }));

/** Somebody read on. `peers`: the others in a direct channel, who see the receipt. */
export const ReadMoved = z.object({
  channelId: Id,
  userId: Id,
  readSeq: z.int(),
  mentionCount: z.int(),
  /** Instances of the release before do not say it. */
  rev: z.int().optional(),
  peers: z.boolean(),
});
export type ReadMoved = z.infer<typeof ReadMoved>;
export const readMoved = defineTopic('channel.read', ReadMoved);

/** Somebody marked messages as unread: their marker went back, and is what the database says now. */
export const readMovedBack = defineTopic('channel.unread', z.object({ channelId: Id, userId: Id }));

/** Somebody read all that there was in these channels, and in others that other publications name. */
export const AllReadMoved = z.object({
  userId: Id,
  reads: z.array(z.object({ channelId: Id, readSeq: z.int(), rev: z.int().optional(), peers: z.boolean() })),
});
export type AllReadMoved = z.infer<typeof AllReadMoved>;
export const allReadMoved = defineTopic('channel.all-read', AllReadMoved);

/** Somebody was brought into a channel by somebody else. */
export const memberAdded = defineTopic('channel.member-added', z.object({ channelId: Id, userId: Id, actorId: Id }));

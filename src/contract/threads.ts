import { z } from 'zod';
import { ChannelNotifications } from './channels.js';
import { Id, Timestamp } from './ids.js';
import { Message } from './messages.js';
import { pageOf } from './page.js';

export const FollowThread = z.strictObject({ threadId: Id }).meta({ id: 'FollowThread' });
export type FollowThread = z.infer<typeof FollowThread>;

/** What a follower has of a thread. `unread` is the thread's `seq - readSeq`. */
const ThreadFollower = z
  .object({ readSeq: z.int(), unread: z.int(), mentionCount: z.int(), notifications: ChannelNotifications })
  .meta({ id: 'ThreadFollower' });

/** A thread as the caller sees it: a channel whose id is that of the message that it hangs from. */
export const Thread = z
  .object({
    id: Id,
    parentId: Id,
    /** As it is now; a tombstone where it was deleted. */
    root: Message,
    seq: z.int(),
    rev: z.int(),
    lastReplyAt: Timestamp.nullable(),
    /** Since when it takes no more replies: its first message was deleted, or its channel archived. */
    closedAt: Timestamp.nullable(),
    /** Null where the caller does not follow it. */
    follower: z.union([ThreadFollower, z.null()]),
  })
  .meta({ id: 'Thread' });
export type Thread = z.infer<typeof Thread>;

export const ThreadPage = pageOf(Thread).meta({ id: 'ThreadPage' });
export type ThreadPage = z.infer<typeof ThreadPage>;

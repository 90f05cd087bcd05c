import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { DeliveryWay } from '../contract/notifications.js';
import { defineQueue } from '../core/queue/queue-definition.js';
import type { NewJob } from '../core/queue/typed-queue.js';

export const notificationsQueue = defineQueue('notifications', {
  /** Decide who hears of the channel's newest messages. */
  'fan-out': z.object({ channelId: Id }),
  /** Tell the authors of messages in the channel of the newest reactions. */
  reactions: z.object({ channelId: Id }),
  /** Tell everybody of an announcement, a batch at a time. */
  announce: z.object({ announcementId: Id }),
});
type Job = NewJob<typeof notificationsQueue>;

/** Beside the other, so that what a crowd is to be sent does not keep anybody from being told at all. */
export const deliveriesQueue = defineQueue('deliveries', {
  /** Take the next step of what is due for somebody in one way. */
  deliver: z.object({ userId: Id, way: DeliveryWay }),
});

/** Behind what concerns few. */
const CROWD_PRIORITY = 10;

/** No trace stays that would keep the same job from being added again. */
const again = { removeOnComplete: true, removeOnFail: { age: 7 * 86_400 } };

/** However often it is added while it waits, it runs once; added while it runs, once more. */
export const fanOutJob = (channelId: string): Job => ({
  name: 'fan-out',
  data: { channelId },
  options: { ...again, deduplication: { id: `fan-out-${channelId}`, keepLastIfActive: true } },
});

export const reactionsJob = (channelId: string): Job => ({
  name: 'reactions',
  data: { channelId },
  options: { ...again, deduplication: { id: `reactions-${channelId}`, keepLastIfActive: true } },
});

export const announceJob = (announcementId: string): Job => ({
  name: 'announce',
  data: { announcementId },
  options: { ...again, deduplication: { id: `announce-${announcementId}`, keepLastIfActive: true } },
});

/**
 * Runs when it is due. All that is due for the user in this way is told together, so one job for each moment is enough;
 * added while it runs, it runs once more, for what it passed over.
 * One that was given up, because PostgreSQL was away for long, may be added again: its rows are still due.
 */
export const deliverJob = (
  userId: string,
  way: DeliveryWay,
  dueAt: Date,
  crowd = false,
): NewJob<typeof deliveriesQueue> => ({
  name: 'deliver',
  data: { userId, way },
  options: {
    ...again,
    deduplication: { id: `deliver-${way}-${userId}-${dueAt.getTime()}`, keepLastIfActive: true },
    delay: Math.max(0, dueAt.getTime() - Date.now()),
    ...(crowd && { priority: CROWD_PRIORITY }),
  },
});

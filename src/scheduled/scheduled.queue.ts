import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineQueue } from '../core/queue/queue-definition.js';
import type { NewJob } from '../core/queue/typed-queue.js';

export const scheduledQueue = defineQueue('scheduled', {
  /** Send what is due in the channel. */
  send: z.object({ channelId: Id }),
  /** Tell the user what is due. */
  remind: z.object({ userId: Id }),
});

/** No trace stays that would keep the same job from being added again. */
const again = { removeOnComplete: true, removeOnFail: { age: 7 * 86_400 } };

const alarm = (id: string, dueAt: Date) => ({
  ...again,
  deduplication: { id: `${id}-${dueAt.getTime()}` },
  delay: Math.max(0, dueAt.getTime() - Date.now()),
});

/** One for each moment of a channel: all that is due then is sent by one. */
export const sendJob = (channelId: string, dueAt: Date): NewJob<typeof scheduledQueue> => ({
  name: 'send',
  data: { channelId },
  options: alarm(`send-${channelId}`, dueAt),
});

/** One for each moment of a person. */
export const remindJob = (userId: string, dueAt: Date): NewJob<typeof scheduledQueue> => ({
  name: 'remind',
  data: { userId },
  options: alarm(`remind-${userId}`, dueAt),
});

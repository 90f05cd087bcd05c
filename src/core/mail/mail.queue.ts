import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { Id } from '../../contract/ids.js';
import { defineQueue } from '../queue/queue-definition.js';
import type { NewJob } from '../queue/typed-queue.js';

/** Mails that one worker sends at a time, each over a connection of its own. */
export const MAIL_CONCURRENCY = 5;

export const mailQueue = defineQueue('mail', {
  /** Send one mail; nothing happens where it is not due. */
  send: z.object({ mailId: Id }),
  /** Remove mails that were settled long ago. */
  cleanup: z.object({ settledDaysAgo: z.int().min(0) }),
});
/** One job for a mail at a time, which leaves its id free: the row decides whether there is another attempt. */
const options = (mailId: string): JobsOptions => ({
  jobId: mailId,
  attempts: 1,
  removeOnComplete: true,
  removeOnFail: true,
});

export const sendJobs = (mailIds: string[]): NewJob<typeof mailQueue, 'send'>[] =>
  mailIds.map((mailId) => ({ name: 'send', data: { mailId }, options: options(mailId) }));

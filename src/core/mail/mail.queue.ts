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
/** A mail that somebody waits for (a way back in) goes before those that nobody asked for, however many these are. */
const AFTER_OTHERS = 1;

export interface MailToSend {
  id: string;
  /** Whether it is one of those that people may not want. */
  unasked: boolean;
}

/** One job for a mail at a time, which leaves its id free: the row decides whether there is another attempt. */
const options = ({ id, unasked }: MailToSend): JobsOptions => ({
  jobId: id,
  attempts: 1,
  removeOnComplete: true,
  removeOnFail: true,
  ...(unasked && { priority: AFTER_OTHERS }),
});

export const sendJobs = (mails: MailToSend[]): NewJob<typeof mailQueue, 'send'>[] =>
  mails.map((mail) => ({ name: 'send', data: { mailId: mail.id }, options: options(mail) }));

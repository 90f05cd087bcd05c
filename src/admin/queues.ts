import { mailQueue } from '../core/mail/mail.queue.js';
import type { QueueDefinition } from '../core/queue/queue-definition.js';
import { jobsQueue } from '../jobs/jobs.queue.js';
import { deliveriesQueue, notificationsQueue } from '../notifications/notifications.queue.js';
import { pushQueue } from '../push/push.queue.js';
import { scheduledQueue } from '../scheduled/scheduled.queue.js';

/** Every queue of the system, for those who operate it. A test fails where one of a feature is not here. */
export const allQueues: readonly QueueDefinition[] = [
  jobsQueue,
  pushQueue,
  notificationsQueue,
  deliveriesQueue,
  mailQueue,
  scheduledQueue,
];

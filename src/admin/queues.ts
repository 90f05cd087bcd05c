import { sessionsQueue } from '../auth/sessions.queue.js';
import { mailQueue } from '../core/mail/mail.queue.js';
import type { QueueDefinition } from '../core/queue/queue-definition.js';
import { deliveriesQueue, notificationsQueue } from '../notifications/notifications.queue.js';
import { pushQueue } from '../push/push.queue.js';

/** Every queue of the system, for those who operate it. A test fails where one of a feature is not here. */
export const allQueues: readonly QueueDefinition[] = [
  sessionsQueue,
  pushQueue,
  notificationsQueue,
  deliveriesQueue,
  mailQueue,
];

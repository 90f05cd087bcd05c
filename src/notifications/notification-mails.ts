import { z } from 'zod';
import { defineMailTemplate } from '../core/mail/outgoing-mail.js';

const folder = new URL('./mails/', import.meta.url);
const Line = z.object({ title: z.string(), body: z.string(), path: z.string() });

/** One thing that is still unread. */
export const notificationMail = defineMailTemplate({ name: 'notification', folder, schema: Line });

/** Several things at once. */
export const digestMail = defineMailTemplate({
  name: 'digest',
  folder,
  schema: z.object({ count: z.int(), items: z.array(Line) }),
});

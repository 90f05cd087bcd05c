import { z } from 'zod';
import { defineMailTemplate } from '../core/mail/outgoing-mail.js';

const folder = new URL('./mails/', import.meta.url);

/** "Is this address yours?" */
export const verifyMail = defineMailTemplate({
  name: 'auth.verify',
  folder,
  schema: z.object({ token: z.string(), days: z.int() }),
});

/** A way back in. */
export const resetMail = defineMailTemplate({
  name: 'auth.reset',
  folder,
  schema: z.object({ token: z.string(), minutes: z.int() }),
});

export const inviteMail = defineMailTemplate({
  name: 'auth.invite',
  folder,
  schema: z.object({ token: z.string(), inviter: z.string(), days: z.int() }),
});

export const authMails = [verifyMail, resetMail, inviteMail];

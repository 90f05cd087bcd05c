import type { SendMailOptions } from 'nodemailer';
import type { Mailbox } from '../config/mailbox.js';
import type { RenderedMail } from './mail-renderer.js';
import type { ClaimedMail } from './mails.repository.js';
import type { Verdict } from './smtp-verdict.js';

/** A mail as nodemailer takes it. */
export type MailMessage = SendMailOptions & RenderedMail;

/** Where mails leave the house. */
export abstract class MailTransport {
  /** Never rejects, and answers within the time that a claim holds. */
  abstract deliver(mail: ClaimedMail, message: MailMessage): Promise<Verdict>;

  close(): void {}
}

/** One id for a mail whatever happens to it, so that a repeat can be told from another mail (RFC 5322 3.6.4). */
const messageIdOf = (mailId: string, from: Mailbox) => `<${mailId}@${from.address.split('@').at(-1)}>`;

export function toMessage(mail: ClaimedMail, rendered: RenderedMail, from: Mailbox): MailMessage {
  return {
    messageId: messageIdOf(mail.id, from),
    from,
    to: { name: mail.toName, address: mail.toAddress },
    date: mail.createdAt,
    ...rendered,
    headers: {
      // Nobody's holiday responder shall answer (RFC 3834).
      'Auto-Submitted': 'auto-generated',
      ...(mail.unsubscribeUrl !== null && {
        'List-Unsubscribe': { prepared: true, value: `<${mail.unsubscribeUrl}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** For a server that has nowhere to send to. */
export class MissingTransport extends MailTransport {
  deliver(): Promise<Verdict> {
    return Promise.resolve({ outcome: 'failed', answer: 'SMTP_URL is not set' });
  }
}

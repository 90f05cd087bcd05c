import { createTransport } from 'nodemailer';
import type { Dkim } from '../config/dkim.js';
import type { CaughtMailsService } from './caught-mails.service.js';
import { dkimOptions } from './dkim-options.js';
import { type MailMessage, MailTransport } from './mail-transport.js';
import type { ClaimedMail } from './mails.repository.js';
import { deferred, sent, type Verdict } from './smtp-verdict.js';

/** Makes each mail as if to send it, and keeps it for `/dev/mail`. */
export class CatchingTransport extends MailTransport {
  private readonly composer;

  constructor(
    private readonly caught: CaughtMailsService,
    dkim: Dkim | null,
  ) {
    super();
    this.composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix', ...dkimOptions(dkim) });
  }

  async deliver({ id, toAddress }: ClaimedMail, message: MailMessage): Promise<Verdict> {
    try {
      const { message: raw } = await this.composer.sendMail(message);
      const { subject, html, text } = message;
      const [headers = ''] = (Buffer.isBuffer(raw) ? raw.toString('utf8') : '').split('\n\n', 1);
      await this.caught.keep({ id, toAddress, subject, headers, html, text });
      return sent('caught, for SMTP_URL is not set');
    } catch (error) {
      return deferred(error instanceof Error ? error.message : String(error));
    }
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { MailTemplates, UnknownTemplate } from './mail-templates.js';
import { MailTransport, toMessage } from './mail-transport.js';
import { MailSettler } from './mail.settler.js';
import { type ClaimedMail, MailsRepository } from './mails.repository.js';
import { deferred, failed, type Verdict } from './smtp-verdict.js';

/** Carries one mail from its row to the transport, and what became of it back. */
@Injectable()
export class MailSender {
  private readonly logger = new Logger(MailSender.name);

  constructor(
    private readonly mails: MailsRepository,
    private readonly templates: MailTemplates,
    private readonly transport: MailTransport,
    private readonly settler: MailSettler,
    private readonly config: AppConfig,
  ) {}

  /** Nothing happens where the mail is not due, however often this is called. */
  async send(mailId: string): Promise<void> {
    const mail = await this.mails.claim(mailId, this.config.mail.claimTimeoutMs);
    if (!mail) return;
    if (mail.suppressed !== null) return this.settler.settle(mail, 'suppressed');
    const verdict = await this.attempt(mail);
    if (verdict.outcome !== 'sent') {
      this.logger.warn({ mailId, purpose: mail.purpose, attempts: mail.attempts, ...verdict }, 'a mail was not sent');
    }
    await this.settler.settle(mail, verdict);
  }

  private attempt(mail: ClaimedMail): Promise<Verdict> | Verdict {
    try {
      return this.transport.deliver(mail, toMessage(mail, this.templates.render(mail), this.config.mail.from));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return error instanceof UnknownTemplate ? deferred(reason) : failed(`cannot be rendered: ${reason}`);
    }
  }
}

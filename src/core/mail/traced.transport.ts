import { tracing } from '../observability/tracing.js';
import type { MailCauses } from './mail-causes.js';
import { type MailMessage, MailTransport } from './mail-transport.js';
import type { ClaimedMail } from './mails.repository.js';
import type { Verdict } from './smtp-verdict.js';

/** Makes each attempt a part of the traces that the mail comes from, also of those that its job has lost. */
export class TracedTransport extends MailTransport {
  constructor(
    private readonly transport: MailTransport,
    private readonly causes: MailCauses,
  ) {
    super();
  }

  async deliver(mail: ClaimedMail, message: MailMessage): Promise<Verdict> {
    const attributes = {
      'network.protocol.name': 'smtp',
      'tertulia.mail.id': mail.id,
      'tertulia.mail.purpose': mail.purpose,
      'tertulia.mail.attempt': mail.attempts,
    };
    const send = () => this.judged(mail, message);
    const messageIds = await this.causes.of(mail);
    return messageIds.length > 0
      ? tracing.following(messageIds, 'smtp send', { kind: 'client', attributes }, send)
      : tracing.span('smtp send', { kind: 'client', attributes }, send);
  }

  override close(): void {
    this.transport.close();
  }

  /** A server's words may hold the address; the outcome says enough. */
  private async judged(mail: ClaimedMail, message: MailMessage): Promise<Verdict> {
    const verdict = await this.transport.deliver(mail, message);
    tracing.note({ 'tertulia.mail.outcome': verdict.outcome });
    return verdict;
  }
}

import { createTransport } from 'nodemailer';
import type { Dkim } from '../config/dkim.js';
import { dkimOptions } from './dkim-options.js';
import { MAIL_CONCURRENCY } from './mail.queue.js';
import { type MailMessage, MailTransport } from './mail-transport.js';
import type { ClaimedMail } from './mails.repository.js';
import { sent, type Verdict, verdictOf } from './smtp-verdict.js';

export interface SmtpSettings {
  smtpUrl: string;
  dkim: Dkim | null;
  claimTimeoutMs: number;
}

/** Sends over a pool of connections that stay open. */
export class SmtpTransport extends MailTransport {
  private readonly pool;
  private readonly withinMs: number;

  constructor({ smtpUrl, dkim, claimTimeoutMs }: SmtpSettings) {
    super();
    // What is left of the claim is for writing the outcome down.
    this.withinMs = Math.floor((claimTimeoutMs * 3) / 4);
    const silence = Math.floor(claimTimeoutMs / 2);
    const wait = Math.min(silence, 10_000);
    this.pool = createTransport({
      url: smtpUrl,
      pool: true,
      maxConnections: MAIL_CONCURRENCY,
      // Each attempt is one: the row counts them.
      maxRequeues: 0,
      connectionTimeout: wait,
      greetingTimeout: wait,
      dnsTimeout: wait,
      socketTimeout: silence,
      ...dkimOptions(dkim),
    });
  }

  async deliver(_mail: ClaimedMail, message: MailMessage): Promise<Verdict> {
    try {
      // A server that trickles its answers meets no time-out of the socket.
      const { response } = await this.pool.sendMail({ ...message, signal: AbortSignal.timeout(this.withinMs) });
      return sent(response);
    } catch (error) {
      return verdictOf(error);
    }
  }

  override close(): void {
    this.pool.close();
  }
}

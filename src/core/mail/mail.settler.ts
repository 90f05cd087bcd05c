import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { persist } from '../database/persist.js';
import { type Transaction, UnitOfWork } from '../outbox/unit-of-work.js';
import { givesUp, retryDelay } from './mail-backoff.js';
import { MailMetrics } from './mail.metrics.js';
import { MailOutcomes } from './mail-outcomes.js';
import { type Attempt, type ClaimedMail, MailsRepository } from './mails.repository.js';
import type { Verdict } from './smtp-verdict.js';

const TRIES = 10;
/** A mail that ends its worker this often ends no more of them. */
const MAX_LOSSES = 3;

/** Writes down what an attempt came to, together with what its listeners make of it. */
@Injectable()
export class MailSettler {
  private readonly logger = new Logger(MailSettler.name);

  constructor(
    private readonly mails: MailsRepository,
    private readonly outcomes: MailOutcomes,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: AppConfig,
    private readonly metrics: MailMetrics,
  ) {}

  /** Tries again while PostgreSQL is away: a mail that was sent and is not known to be is sent twice. */
  settle(mail: ClaimedMail, verdict: Verdict | 'suppressed'): Promise<void> {
    let left = TRIES;
    return persist(
      () =>
        this.unitOfWork.run((tx) =>
          verdict === 'suppressed' ? this.suppressed(tx, mail) : this.judged(tx, mail, verdict),
        ),
      () => --left > 0,
    );
  }

  /** For a mail whose worker did not come back: into the queue again, as long as it is not the mail that ends workers. */
  settleLost(id: string): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const lost = await this.mails.takeLost(tx.manager, id);
      if (!lost) return;
      this.logger.warn({ mailId: id, losses: lost.losses }, 'a mail was left half sent');
      const answer = `the worker did not come back while it sent the mail, ${lost.losses} of ${MAX_LOSSES} times`;
      if (lost.losses >= MAX_LOSSES) await this.end(tx, lost, 'failed', answer);
      else await this.defer(tx, lost, answer, 0);
    });
  }

  private async judged(tx: Transaction, mail: ClaimedMail, { outcome, answer, bounced }: Verdict): Promise<void> {
    if (bounced) await this.mails.suppress(tx.manager, mail.toAddress, answer);
    if (outcome !== 'deferred') return this.end(tx, mail, outcome, answer);
    const delayMs = retryDelay(mail.attempts, this.config.mail.retryBaseMs);
    if (givesUp(mail, delayMs)) await this.end(tx, mail, 'failed', `given up: ${answer}`);
    else await this.defer(tx, mail, answer, delayMs);
  }

  private suppressed(tx: Transaction, mail: ClaimedMail): Promise<void> {
    return this.end(tx, mail, 'suppressed', `nothing is sent to this address: ${mail.suppressed}`);
  }

  private async end(tx: Transaction, mail: Attempt, state: 'sent' | 'failed' | 'suppressed', answer: string) {
    if (!(await this.mails.settle(tx.manager, mail, state, answer))) return this.overtaken(mail);
    await this.tell(tx, mail, state, answer);
  }

  private async defer(tx: Transaction, mail: Attempt, answer: string, delayMs: number): Promise<void> {
    if (!(await this.mails.defer(tx.manager, mail, answer, delayMs))) return this.overtaken(mail);
    await this.tell(tx, mail, 'queued', answer);
  }

  private async tell(
    tx: Transaction,
    { id, purpose, reference, attempts }: Attempt,
    state: 'sent' | 'failed' | 'suppressed' | 'queued',
    answer: string,
  ): Promise<void> {
    tx.afterCommit(() => this.metrics.settled(state));
    await this.outcomes.tell(tx, purpose, { id, reference, state, answer, attempts });
  }

  private overtaken({ id, attempts }: Attempt): void {
    this.logger.warn({ mailId: id, attempts }, 'an attempt to send a mail ended after another had begun');
  }
}

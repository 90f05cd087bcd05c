import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { MailSuppressionEntity } from './mail-suppression.entity.js';
import { MailEntity } from './mail.entity.js';
import type { MailToSend } from './mail.queue.js';
import type { MailState } from './outgoing-mail.js';

export type NewMail = Pick<
  MailEntity,
  'id' | 'purpose' | 'reference' | 'toAddress' | 'toName' | 'locale' | 'template' | 'data' | 'unsubscribeUrl'
>;

/** A mail that this worker alone sends now. */
export interface ClaimedMail extends NewMail {
  attempts: number;
  createdAt: Date;
  /** Why nothing is sent to the address any more; null where something is. */
  suppressed: string | null;
}

/** One attempt and what it came to. */
export interface Attempt {
  id: string;
  purpose: string;
  reference: string | null;
  attempts: number;
}

@Injectable()
export class MailsRepository {
  constructor(@InjectRepository(MailEntity) private readonly mails: Repository<MailEntity>) {}

  async insert(manager: EntityManager, mails: NewMail[]): Promise<void> {
    await manager.insert(
      MailEntity,
      // The column takes whatever JSON a template's schema gives.
      mails.map((mail) => ({ ...mail, data: mail.data as object })),
    );
  }

  /** Takes those that nobody has begun to send out of the queue; answers their references. */
  async cancel(manager: EntityManager, references: string[]): Promise<string[]> {
    const rows = await manager.query<{ reference: string }[]>(
      `WITH cancelled AS (
         UPDATE mails SET state = 'cancelled', data = '{}', unsubscribe_url = NULL, settled_at = now()
         WHERE reference = ANY($1) AND state = 'queued' RETURNING reference)
       SELECT reference FROM cancelled`,
      [references],
    );
    return rows.map(({ reference }) => reference);
  }

  /** Null where the mail is not due: sent, cancelled, or another worker's. */
  async claim(id: string, forMs: number): Promise<ClaimedMail | null> {
    const [claimed] = await this.mails.query<ClaimedMail[]>(
      `WITH claimed AS (
         UPDATE mails SET state = 'sending', attempts = attempts + 1, claimed_at = now(),
           due_at = now() + make_interval(secs => $2::float8 / 1000)
         WHERE id = $1 AND state = 'queued' AND due_at <= now() RETURNING *)
       SELECT c.id, c.purpose, c.reference, c.to_address AS "toAddress", c.to_name AS "toName", c.locale, c.template,
         c.data, c.unsubscribe_url AS "unsubscribeUrl", c.attempts, c.created_at AS "createdAt", s.reason AS suppressed
       FROM claimed c LEFT JOIN mail_suppressions s ON s.address = lower(c.to_address)`,
      [id, forMs],
    );
    return claimed ?? null;
  }

  /** False where a newer attempt has taken the mail over: what this one came to counts for nothing. */
  async settle(
    manager: EntityManager,
    { id, attempts }: Attempt,
    state: Extract<MailState, 'sent' | 'failed' | 'suppressed'>,
    answer: string,
  ): Promise<boolean> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(MailEntity)
      .set({ state, answer, data: {}, unsubscribeUrl: null, settledAt: () => 'now()' })
      .where(`id = :id AND attempts = :attempts AND state IN ('sending', 'queued')`, { id, attempts })
      .execute();
    return affected === 1;
  }

  /** Back to the queue, for the attempt after `delayMs`. */
  async defer(manager: EntityManager, attempt: Attempt, answer: string, delayMs: number): Promise<boolean> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(MailEntity)
      .set({ state: 'queued', answer, claimedAt: null, dueAt: () => `now() + make_interval(secs => :seconds)` })
      .where(`id = :id AND attempts = :attempts AND state = 'sending'`, attempt)
      .setParameter('seconds', delayMs / 1000)
      .execute();
    return affected === 1;
  }

  async suppress(manager: EntityManager, address: string, reason: string): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(MailSuppressionEntity)
      .values({ address: address.toLowerCase(), reason })
      .orIgnore()
      .execute();
  }

  findDue(limit: number): Promise<MailToSend[]> {
    return this.findOpen('queued', limit);
  }

  /** Those whose worker did not come back in time. */
  findLost(limit: number): Promise<MailToSend[]> {
    return this.findOpen('sending', limit);
  }

  /** Counts the loss; null where the mail is no longer lost, or another worker is looking after it. */
  async takeLost(manager: EntityManager, id: string): Promise<(Attempt & { losses: number }) | null> {
    const [lost] = await manager.query<(Attempt & { losses: number })[]>(
      `WITH lost AS (
         SELECT id FROM mails WHERE id = $1 AND state = 'sending' AND due_at <= now() FOR UPDATE SKIP LOCKED),
       counted AS (UPDATE mails m SET losses = losses + 1 FROM lost WHERE m.id = lost.id RETURNING m.*)
       SELECT id, purpose, reference, attempts, losses FROM counted`,
      [id],
    );
    return lost ?? null;
  }

  /** Removes mails that were settled more than `days` ago and answers how many. */
  async deleteSettled(days: number): Promise<number> {
    const { affected } = await this.mails
      .createQueryBuilder()
      .delete()
      .where('settled_at < now() - make_interval(days => :days)', { days })
      .execute();
    return affected ?? 0;
  }

  private findOpen(state: 'queued' | 'sending', limit: number): Promise<MailToSend[]> {
    return this.mails.query<MailToSend[]>(
      // The second condition is the index's own.
      `SELECT id, unsubscribe_url IS NOT NULL AS unasked FROM mails
       WHERE state = $1 AND state IN ('queued', 'sending') AND due_at <= now() ORDER BY due_at LIMIT $2`,
      [state, limit],
    );
  }
}

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { z } from 'zod';
import { newId } from '../../src/core/ids.js';
import { type MailOutcome, MailOutcomes } from '../../src/core/mail/mail-outcomes.js';
import { mailQueue } from '../../src/core/mail/mail.queue.js';
import { MailService } from '../../src/core/mail/mail.service.js';
import { defineMailTemplate, type OutgoingMail } from '../../src/core/mail/outgoing-mail.js';
import { type Transaction, UnitOfWork } from '../../src/core/outbox/unit-of-work.js';
import { verifyMail } from '../../src/auth/auth-mails.js';
import type { Server } from './app.js';
import { until } from './cluster/until.js';

export const PURPOSE = 'test';

/** A row of `mails` as far as tests look at it. */
const MailRow = z.object({
  state: z.string(),
  attempts: z.int(),
  losses: z.int(),
  answer: z.string().nullable(),
  data: z.unknown(),
  unsubscribe_url: z.string().nullable(),
});
export type MailRow = z.infer<typeof MailRow>;

let addresses = 0;
export const anAddress = (name = 'reader') => `${name}${++addresses}@example.com`;

/** A template whose files nobody wrote: a mail that no worker can render. */
export const unknownTemplate = defineMailTemplate({
  name: 'test.unknown',
  folder: new URL('./nowhere/', import.meta.url),
  schema: z.object({}),
});

/** Sends through the product's own door, and looks at what becomes of it. */
export class MailRig {
  readonly outcomes: MailOutcome[] = [];
  /** Runs before an outcome is noted, in the same transaction; may throw. */
  listener: (tx: Transaction, outcome: MailOutcome) => Promise<void> | void = () => undefined;

  constructor(
    readonly server: Server,
    private readonly worker: INestApplicationContext,
  ) {
    worker.get(MailOutcomes, { strict: false }).on(PURPOSE, async (tx, outcome) => {
      await this.listener(tx, outcome);
      this.outcomes.push(outcome);
    });
  }

  get mails(): MailService {
    return this.worker.get(MailService, { strict: false });
  }

  get queue(): Queue {
    return this.worker.get<Queue>(getQueueToken(mailQueue.name), { strict: false });
  }

  get unitOfWork(): UnitOfWork {
    return this.worker.get(UnitOfWork, { strict: false });
  }

  enqueue(address: string, fields: Partial<OutgoingMail> = {}): Promise<string> {
    return this.unitOfWork.run((tx) => this.mails.enqueue(tx, { ...aMail(address), ...fields }));
  }

  async row(id: string): Promise<MailRow> {
    const { rows } = await this.server.db.query('SELECT * FROM mails WHERE id = $1', [id]);
    return MailRow.parse(rows[0]);
  }

  async settled(id: string, state: string, withinMs = 30_000): Promise<MailRow> {
    let row = await this.row(id);
    const there = async () => (row = await this.row(id)).state === state;
    await until(() => `mail ${state}: ${JSON.stringify(row)}`, there, withinMs);
    return row;
  }

  outcomesOf(id: string): MailOutcome[] {
    return this.outcomes.filter((outcome) => outcome.id === id);
  }
}

export const aMail = (address: string) => ({
  purpose: PURPOSE,
  reference: newId(),
  to: { address, name: 'Ana Beltrán' },
  locale: 'en' as const,
  template: verifyMail,
  data: { token: 'a-secret-token', days: 7 },
});

/** As an operator would give them, with what a receiver finds in DNS. */
export function dkimKeys(): { env: Record<string, string>; publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const env = {
    MAIL_DKIM_DOMAIN: 'example.com',
    MAIL_DKIM_SELECTOR: 'test',
    MAIL_DKIM_PRIVATE_KEY: pem.replaceAll('\n', '\\n'),
  };
  return { env, publicKey };
}

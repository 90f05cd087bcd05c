import { Injectable } from '@nestjs/common';
import type { Transaction } from '../outbox/unit-of-work.js';

export interface MailOutcome {
  id: string;
  reference: string | null;
  /** `queued`: this attempt came to nothing, another one follows. */
  state: 'sent' | 'failed' | 'suppressed' | 'queued';
  /** What the server said, or what kept the mail from it. */
  answer: string;
  /** Counts this one. */
  attempts: number;
}

/** Runs in the transaction that writes the outcome down: both hold or neither does. May run again where that fails. */
export type MailOutcomeListener = (tx: Transaction, outcome: MailOutcome) => Promise<void>;

/** Whom the worker tells what became of a mail: once for each attempt. */
@Injectable()
export class MailOutcomes {
  private readonly listeners = new Map<string, MailOutcomeListener[]>();

  on(purpose: string, listener: MailOutcomeListener): void {
    this.listeners.set(purpose, [...(this.listeners.get(purpose) ?? []), listener]);
  }

  async tell(tx: Transaction, purpose: string, outcome: MailOutcome): Promise<void> {
    for (const listener of this.listeners.get(purpose) ?? []) await listener(tx, outcome);
  }
}

import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import type { MailOutcome } from './mail-outcomes.js';

const OUTCOMES: MailOutcome['state'][] = ['sent', 'queued', 'failed', 'suppressed'];

/** What the attempts to send mails came to. */
@Injectable()
export class MailMetrics {
  private readonly outcomes;

  constructor(metrics: Metrics) {
    this.outcomes = metrics.counts({
      name: 'tertulia_mails_total',
      help: 'Attempts to send a mail, by what they came to; queued is one that is followed by another',
      labels: ['outcome'],
    });
    for (const outcome of OUTCOMES) this.outcomes.of({ outcome });
  }

  settled(outcome: MailOutcome['state']): void {
    this.outcomes.of({ outcome }).add();
  }
}

import { Injectable } from '@nestjs/common';
import type { Count } from '../core/observability/instruments.js';
import { Metrics } from '../core/observability/metrics.js';

/** Attempts to sign in with a password, by whichever form. */
@Injectable()
export class SignInMetrics {
  readonly right: Count;
  readonly wrong: Count;

  constructor(metrics: Metrics) {
    const signIns = metrics.counts({
      name: 'tertulia_sign_ins_total',
      help: 'Attempts to sign in with a password that was right, or wrong',
      labels: ['password'],
    });
    this.right = signIns.of({ password: 'right' });
    this.wrong = signIns.of({ password: 'wrong' });
  }
}

import { Injectable } from '@nestjs/common';
import { ErrorCode } from '../../contract/errors.js';
import { Metrics } from '../observability/metrics.js';

const DOORS = ['socket', 'rest'] as const;

/** What clients were refused, by the door that they came through. */
@Injectable()
export class ErrorMetrics {
  private readonly errors;

  constructor(metrics: Metrics) {
    this.errors = metrics.counts({
      name: 'tertulia_errors_total',
      help: 'Requests that were answered with an error',
      labels: ['door', 'code'],
    });
    for (const door of DOORS) for (const code of ErrorCode.options) this.errors.of({ door, code });
  }

  answered(door: (typeof DOORS)[number], code: ErrorCode): void {
    this.errors.of({ door, code }).add();
  }

  get total(): number {
    return this.errors.total;
  }
}

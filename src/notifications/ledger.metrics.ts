import { Injectable } from '@nestjs/common';
import { DeliveryState, DeliveryWay } from '../contract/notifications.js';
import { Metrics } from '../core/observability/metrics.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';

/** The steps of the delivery ledger that this process took. */
@Injectable()
export class LedgerMetrics {
  private readonly steps;

  constructor(metrics: Metrics) {
    this.steps = metrics.counts({
      name: 'tertulia_notifications_total',
      help: 'Deliveries of notifications that came into a state',
      labels: ['way', 'state'],
    });
    for (const way of DeliveryWay.options) for (const state of DeliveryState.options) this.steps.of({ way, state });
  }

  /** Counted once they are committed. */
  moved(tx: Transaction, deliveries: { way: DeliveryWay; state: DeliveryState }[]): void {
    tx.afterCommit(() => this.count(deliveries));
  }

  count(deliveries: { way: DeliveryWay; state: DeliveryState }[]): void {
    for (const { way, state } of deliveries) this.steps.of({ way, state }).add();
  }
}

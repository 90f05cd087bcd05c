import { Injectable } from '@nestjs/common';
import type { Count, Spread } from '../core/observability/instruments.js';
import { Metrics } from '../core/observability/metrics.js';

/** Where somebody waits for an ack. */
type AckDoor = 'socket' | 'rest';

/** Where a message comes in; `schedule`: at the time that its author chose. */
export type SendDoor = AckDoor | 'schedule';

/** The way of messages: in, and durable. */
@Injectable()
export class MessageMetrics {
  /** Sends that were committed. One that is repeated counts once. */
  readonly accepted: Readonly<Record<SendDoor, Count>>;
  /** From the taking up of a send to the handing over of its ack, repeated ones too. */
  readonly ack: Readonly<Record<AckDoor, Spread>>;
  /** From the taking up of a send to its commit. */
  readonly commit: Spread;

  constructor(metrics: Metrics) {
    const accepted = metrics.counts({
      name: 'tertulia_messages_accepted_total',
      help: 'Messages that were committed',
      labels: ['door'],
    });
    const ack = metrics.spreads({
      name: 'tertulia_ack_seconds',
      help: 'From the taking up of a send to its ack',
      labels: ['door'],
    });
    this.commit = metrics.spread({
      name: 'tertulia_commit_seconds',
      help: 'From the taking up of a send to its commit',
    });
    const [socket, rest] = [{ door: 'socket' }, { door: 'rest' }];
    this.accepted = {
      socket: accepted.of(socket),
      rest: accepted.of(rest),
      schedule: accepted.of({ door: 'schedule' }),
    };
    this.ack = { socket: ack.of(socket), rest: ack.of(rest) };
  }
}

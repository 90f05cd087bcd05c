import { Injectable } from '@nestjs/common';
import type { RequestInput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { LocalUsers } from './local-users.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Reports of one socket that count; more say nothing new. */
const REPORT_EVERY_MS = 1000;

/** Clients say, for some of the messages that they get, when they had them. */
@ForGuests()
@Injectable()
export class DeliveryGateway {
  constructor(
    private readonly metrics: DeliveryMetrics,
    private readonly local: LocalUsers,
  ) {}

  /** Answers the same whatever becomes of it: it is no way to learn of channels. */
  @OnRequest('delivery:report')
  report({ data }: ClientSocket, { channelId, rev, waitedMs }: RequestInput<'delivery:report'>): null {
    const now = performance.now();
    if (now < data.reportsAfter) return null;
    data.reportsAfter = now + REPORT_EVERY_MS;
    const member = this.local.get(data.principal.userId)?.channels.has(channelId) ?? false;
    if (member || data.opened?.has(channelId) || data.openThreads?.has(channelId))
      this.metrics.reported(channelId, rev, waitedMs);
    return null;
  }
}

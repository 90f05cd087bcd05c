import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import type { DeliveryWay } from '../contract/notifications.js';
import { tracing } from '../core/observability/tracing.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { DeliveryEntity } from './delivery.entity.js';
import { DueDeliveries } from './due-deliveries.js';
import { EmailStep } from './email-step.js';
import { messagesOf } from './message-key.js';
import { PushStep } from './push-step.js';

/** Takes the next step of what is due for somebody in one way. */
@Injectable()
export class DeliverySteps {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueDeliveries,
    private readonly push: PushStep,
    private readonly email: EmailStep,
  ) {}

  async run(userId: string, way: DeliveryWay): Promise<void> {
    const claimed = await this.due.claim(userId, way);
    if (claimed.length === 0) return;
    if (!tracing.on) return this.take(claimed, way);
    const attributes = { 'tertulia.delivery.way': way, 'tertulia.delivery.count': claimed.length };
    const messageIds = messagesOf(claimed.map(({ eventKey }) => eventKey));
    return tracing.following(messageIds, `deliver ${way}`, { attributes }, () => this.take(claimed, way));
  }

  private async take(claimed: DeliveryEntity[], way: DeliveryWay): Promise<void> {
    try {
      if (way === 'push') await this.push.run(claimed);
      if (way === 'email') await this.email.run(claimed);
    } catch (error) {
      const answer = String(error).slice(0, 500);
      await this.unitOfWork.run((tx) => this.due.retry(tx, claimed, { reason: 'internal_error', answer }));
      // The rows say when it is tried again; the job stays to be seen among those that failed.
      throw new UnrecoverableError(answer);
    }
  }
}

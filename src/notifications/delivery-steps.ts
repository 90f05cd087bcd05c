import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import type { DeliveryWay } from '../contract/notifications.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { DueDeliveries } from './due-deliveries.js';
import { EmailStep } from './email-step.js';
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

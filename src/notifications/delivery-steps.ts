import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import type { DeliveryWay } from '../contract/notifications.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { isDatabaseAway } from '../core/database/postgres-error.js';
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
    try {
      if (way === 'push') await this.push.run(userId);
      if (way === 'email') await this.email.run(userId);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      await this.unitOfWork.run((tx) => this.due.postpone(tx, userId, way, error));
      // The rows say when it is tried again; the job stays to be seen among those that failed.
      throw new UnrecoverableError(String(error));
    }
  }
}

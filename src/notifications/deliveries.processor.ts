import { Processor } from '@nestjs/bullmq';
import { type JobHandlers, QueueProcessor, workerOptions } from '../core/queue/queue.processor.js';
import { DeliverySteps } from './delivery-steps.js';
import { deliveriesQueue } from './notifications.queue.js';

/** Most of the time is spent waiting for others. */
const AT_ONCE = 8;

/** Takes the steps that are due. Every job may run twice: the rows say what is done. */
@Processor(deliveriesQueue.name, { ...workerOptions, concurrency: AT_ONCE })
export class DeliveriesProcessor extends QueueProcessor<typeof deliveriesQueue> {
  protected readonly queue = deliveriesQueue;
  protected readonly handlers: JobHandlers<typeof deliveriesQueue> = {
    deliver: ({ userId, way }) => this.steps.run(userId, way),
  };

  constructor(private readonly steps: DeliverySteps) {
    super();
  }
}

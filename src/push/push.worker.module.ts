import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { PushDeliveryModule } from './push-delivery.module.js';
import { PushProcessor } from './push.processor.js';
import { pushQueue } from './push.queue.js';

/** What only the worker process runs; and `PushService`, for those who deliver there. */
@Module({
  imports: [PushDeliveryModule, BullModule.registerQueue({ name: pushQueue.name })],
  providers: [PushProcessor],
  exports: [PushDeliveryModule],
})
export class PushWorkerModule {}

import { Processor } from '@nestjs/bullmq';
import { type JobHandlers, QueueProcessor, workerOptions } from '../core/queue/queue.processor.js';
import { ReminderBell } from './reminder-bell.js';
import { ScheduledSender } from './scheduled-sender.js';
import { scheduledQueue } from './scheduled.queue.js';

/** At full hours much is due at once, in many channels. */
const AT_ONCE = 4;

/** Does what was put off until now. Every job may run twice: the rows say what is done. */
@Processor(scheduledQueue.name, { ...workerOptions, concurrency: AT_ONCE })
export class ScheduledProcessor extends QueueProcessor<typeof scheduledQueue> {
  protected readonly queue = scheduledQueue;
  protected readonly handlers: JobHandlers<typeof scheduledQueue> = {
    send: ({ channelId }) => this.sender.run(channelId),
    remind: ({ userId }) => this.bell.run(userId),
  };

  constructor(
    private readonly sender: ScheduledSender,
    private readonly bell: ReminderBell,
  ) {
    super();
  }
}

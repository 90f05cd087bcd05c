import { Processor } from '@nestjs/bullmq';
import { isLastAttempt, type JobHandlers, QueueProcessor, workerOptions } from '../core/queue/queue.processor.js';
import { AnnouncementFanOut } from './announcement-fan-out.js';
import { MessageFanOut } from './message-fan-out.js';
import { ReactionFanOut } from './reaction-fan-out.js';
import { notificationsQueue } from './notifications.queue.js';

/** A message to ten thousand people takes one of these for a while; the others go on. */
const AT_ONCE = 4;

/** Decides who hears of what. Every job may run twice: the rows say what is done. */
@Processor(notificationsQueue.name, { ...workerOptions, concurrency: AT_ONCE })
export class NotificationsProcessor extends QueueProcessor<typeof notificationsQueue> {
  protected readonly queue = notificationsQueue;
  protected readonly handlers: JobHandlers<typeof notificationsQueue> = {
    'fan-out': ({ channelId }, job) => this.messages.run(channelId, isLastAttempt(job)),
    reactions: ({ channelId }) => this.reactions.run(channelId),
    announce: ({ announcementId }) => this.announcements.run(announcementId),
  };

  constructor(
    private readonly messages: MessageFanOut,
    private readonly reactions: ReactionFanOut,
    private readonly announcements: AnnouncementFanOut,
  ) {
    super();
  }
}

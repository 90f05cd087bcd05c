import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { ThreadChannels } from '../channels/thread-channels.service.js';
import type { ThreadSummary } from '../contract/messages.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { MessageChanges } from './message-changes.service.js';
import type { MessageEntity } from './message.entity.js';
import { MessagesRepository } from './messages.repository.js';
import { ThreadsRepository } from './threads.repository.js';

/** Between two changes of one message for its thread, over all instances. */
export const SUMMARY_EVERY_MS = 1000;
/** People who are named. */
const MAX_NAMED = 20;

/** What messages show of their threads: brought up to date as a change of the channel's log. */
@Injectable()
export class ThreadSummaries {
  constructor(
    private readonly threads: ThreadChannels,
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
    private readonly changes: MessageChanges,
    private readonly rows: ThreadsRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * The thread's first message tells of all replies that are there, unless it was told less than a second ago: then the
   * answer is in how many milliseconds it may be.
   */
  async tell(threadId: string): Promise<number | null> {
    const there = await this.messages.findById(threadId);
    if (!there) return null;
    return this.unitOfWork.run(async (tx) => {
      // The channel before its thread, as sends lock them.
      await this.channels.lockLog(tx, there.channelId);
      const head = await this.threads.lockHead(tx, threadId);
      if (!head || head.seq === head.toldSeq) return null;
      if (head.sinceToldMs !== null && head.sinceToldMs < SUMMARY_EVERY_MS) {
        return Math.ceil(SUMMARY_EVERY_MS - head.sinceToldMs);
      }
      const root = await this.messages.findWith(tx.manager, threadId);
      if (!root) return null;
      const thread = await this.summaryOf(tx, root, head);
      await this.changes.commit(tx, root, { changeKind: root.deletedAt ? 'deleted' : 'edited', thread });
      await this.threads.told(tx, threadId, head.seq);
      await this.rows.settle(tx.manager, threadId);
      return null;
    });
  }

  private async summaryOf(
    { manager }: Transaction,
    { id, thread }: MessageEntity,
    { seq, toldSeq }: { seq: number; toldSeq: number },
  ): Promise<ThreadSummary> {
    const named = thread?.participantIds ?? [];
    const more = named.length < MAX_NAMED ? await this.rows.repliers(manager, id, toldSeq) : [];
    const last = await this.rows.lastReplyAt(id, manager);
    return {
      seq,
      lastReplyAt: (last ?? new Date()).toISOString(),
      participantIds: [...new Set([...named, ...more])].slice(0, MAX_NAMED),
    };
  }
}

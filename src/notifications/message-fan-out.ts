import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { type LogCursor, LogCursorsService } from '../channels/log-cursors.service.js';
import type { Channel } from '../contract/channels.js';
import type { Message } from '../contract/messages.js';
import { tracing } from '../core/observability/tracing.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { MessageReader } from '../messages/message-reader.service.js';
import { messageKey } from './message-key.js';
import { type Concerning, type DecidedPage, MessageAudience } from './message-audience.js';
import { NotificationsWriter, type Occurrence } from './notifications.writer.js';

/** Its name among those that follow the channels' logs. */
export const CONSUMER = 'notifications';
/** Messages that are looked at together; most concern nobody in particular. */
const MESSAGES = 100;
/**
 * People in one commit. While a batch is worked out and written others wait for the worker's thread, Redis and rows:
 * larger batches are somewhat faster for the crowd, and make what concerns few wait longer.
 */
const PEOPLE = 100;

/**
 * Decides who hears of a channel's new messages. The log is the queue: a cursor says how far it has been told of, and
 * moves in the commit that stores the notifications. So each message is told of once, whatever dies meanwhile.
 */
@Injectable()
export class MessageFanOut {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messages: MessageReader,
    private readonly channels: ChannelsService,
    private readonly cursors: LogCursorsService,
    private readonly audience: MessageAudience,
    private readonly writer: NotificationsWriter,
  ) {}

  /** Up to the newest message, a commit at a time. Where another worker does the same channel, it goes on alone. */
  async run(channelId: string): Promise<void> {
    const channel = (await this.channels.describe([channelId])).get(channelId)?.channel;
    if (!channel) return;
    while (await this.unitOfWork.run((tx) => this.step(tx, channel)));
  }

  /** Whether there may be more. */
  private async step(tx: Transaction, channel: Channel): Promise<boolean> {
    const cursor = await this.cursors.lock(tx.manager, CONSUMER, channel.id);
    if (!cursor) return false;
    // In the middle of a crowd it is about one message alone.
    const limit = cursor.afterUser === null ? MESSAGES : 1;
    const messages = await this.messages.after(channel.id, cursor.seq, limit);
    const newest = messages.at(-1);
    if (!newest) return false;
    const reached = await this.tell(tx, channel, messages, cursor.afterUser);
    await this.cursors.move(tx.manager, CONSUMER, channel.id, reached);
    // What came after this look-up has a job of its own by now.
    return messages.length === limit || reached.seq < newest.seq;
  }

  /**
   * Tells of the first of the messages that concerns anybody, and answers how far it came. One in a commit: its inboxes
   * are locked in one order, those of two messages would not be, and batches would wait for each other in a circle.
   */
  private async tell(
    tx: Transaction,
    channel: Channel,
    messages: Message[],
    afterUser: string | null,
  ): Promise<LogCursor> {
    let after = afterUser;
    for (const concerning of await this.audience.concerning(channel, messages)) {
      const { message } = concerning;
      const from = after;
      const page = await tracing.following([message.id], 'notify', {}, () =>
        this.tellPage(tx, channel, concerning, from),
      );
      if (page.next !== null) return { seq: message.seq - 1, afterUser: page.next };
      after = null;
      if (page.decisions.length > 0) return { seq: message.seq, afterUser: null };
    }
    return { seq: messages.at(-1)?.seq ?? 0, afterUser: null };
  }

  private async tellPage(
    tx: Transaction,
    channel: Channel,
    concerning: Concerning,
    after: string | null,
  ): Promise<DecidedPage> {
    const page = await this.audience.decide(channel, concerning, after, PEOPLE);
    if (tracing.recording) {
      const told = page.decisions.filter(({ kind }) => kind !== null).length;
      tracing.note({ 'tertulia.channel.id': channel.id, 'tertulia.people.told': told });
    }
    await this.writer.write(tx, occurrenceOf(concerning.message), page.decisions);
    return page;
  }
}

const occurrenceOf = ({ id, channelId, seq, authorId }: Message): Occurrence => ({
  key: messageKey(id),
  channelId,
  messageId: id,
  messageSeq: seq,
  actorId: authorId,
  critical: false,
});

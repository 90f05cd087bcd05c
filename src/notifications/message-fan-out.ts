import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { type LogCursor, LogCursorsService } from '../channels/log-cursors.service.js';
import type { Channel } from '../contract/channels.js';
import type { Message } from '../contract/messages.js';
import { isDatabaseAway } from '../core/database/postgres-error.js';
import { tracing } from '../core/observability/tracing.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { MessageReader } from '../messages/message-reader.service.js';
import { messageKey } from './message-key.js';
import { type Concerning, MessageAudience } from './message-audience.js';
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

  /**
   * Up to the newest message, a commit at a time. Where another worker does the same channel, it goes on alone. On the last
   * attempt messages are looked at one by one, and those that fail passed over: it throws once the others are told of.
   */
  async run(channelId: string, lastAttempt = false): Promise<void> {
    const channel = (await this.channels.describe([channelId])).get(channelId)?.channel;
    if (!channel) return;
    const passedOver: Error[] = [];
    while (await this.step(channel, lastAttempt ? passedOver : null));
    const [cause] = passedOver;
    if (cause) throw new Error(`messages were passed over: ${cause.message}`, { cause });
  }

  /** Whether there may be more. Without `passedOver` a message that cannot be told of is thrown. */
  private async step(channel: Channel, passedOver: Error[] | null): Promise<boolean> {
    const from = await this.cursors.find(CONSUMER, channel.id);
    // In the middle of a crowd it is about one message alone.
    const limit = from.afterUser === null && !passedOver ? MESSAGES : 1;
    const messages = await this.messages.after(channel.id, from.seq, limit);
    const newest = messages.at(-1);
    if (!newest) return false;
    const place = await this.tell(channel, messages, from).catch((error: unknown) => {
      if (!passedOver || !(error instanceof Error) || isDatabaseAway(error)) throw error;
      passedOver.push(error);
      return this.store(channel.id, from, { seq: newest.seq, afterUser: null });
    });
    // What came after this look-up has a job of its own by now.
    return place !== null && (messages.length === limit || place.seq < newest.seq);
  }

  /**
   * Tells of the first of the messages that concerns anybody, and answers as `store`. One in a commit: its inboxes are
   * locked in one order, those of two messages would not be, and batches would wait for each other in a circle.
   */
  private async tell(channel: Channel, messages: Message[], from: LogCursor): Promise<LogCursor | null> {
    for (const concerning of await this.audience.concerning(channel, messages)) {
      const told = await tracing.following([concerning.message.id], 'notify', {}, () =>
        this.tellPage(channel, concerning, from),
      );
      if (told !== 'nobody') return told;
    }
    return this.store(channel.id, from, { seq: messages.at(-1)?.seq ?? from.seq, afterUser: null });
  }

  private async tellPage(
    channel: Channel,
    concerning: Concerning,
    from: LogCursor,
  ): Promise<LogCursor | null | 'nobody'> {
    const { message } = concerning;
    const { decisions, next } = await this.audience.decide(channel, concerning, from.afterUser, PEOPLE);
    if (tracing.recording) {
      const told = decisions.filter(({ kind }) => kind !== null).length;
      tracing.note({ 'tertulia.channel.id': channel.id, 'tertulia.people.told': told });
    }
    if (next === null && decisions.length === 0) return 'nobody';
    const seq = next === null ? message.seq : message.seq - 1;
    return this.store(channel.id, from, { seq, afterUser: next }, (tx) =>
      this.writer.write(tx, occurrenceOf(message), decisions),
    );
  }

  /**
   * Where the cursor is then: further on already where another worker moved it since it was read, and wrote what is
   * to be written. Null where another holds it.
   */
  private store(
    channelId: string,
    from: LogCursor,
    reached: LogCursor,
    write?: (tx: Transaction) => Promise<void>,
  ): Promise<LogCursor | null> {
    return this.unitOfWork.run(async (tx) => {
      const cursor = await this.cursors.lock(tx.manager, CONSUMER, channelId);
      if (cursor?.seq !== from.seq || cursor.afterUser !== from.afterUser) return cursor;
      await write?.(tx);
      await this.cursors.move(tx.manager, CONSUMER, channelId, reached);
      return reached;
    });
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

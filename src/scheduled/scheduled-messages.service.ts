import { Injectable } from '@nestjs/common';
import { requireMayPost, requireNotArchived } from '../channels/channel-policy.js';
import { ChannelsService } from '../channels/channels.service.js';
import type { Page, PageQuery } from '../contract/page.js';
import type {
  DeleteScheduled,
  EditScheduled,
  ScheduledMessage,
  ScheduleMessage,
  SendScheduled,
} from '../contract/scheduled.js';
import { timeCursor, timePlace } from '../core/errors/cursor.js';
import { conflict, notFound } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import type { TypedQueue } from '../core/queue/typed-queue.js';
import type { Principal } from '../core/security/principal.js';
import { MessageReader } from '../messages/message-reader.service.js';
import { MessagesService } from '../messages/messages.service.js';
import type { ScheduledMessageEntity } from './scheduled-message.entity.js';
import { toScheduled } from './scheduled-message.mapper.js';
import { type ScheduledChange, ScheduledMessagesRepository } from './scheduled-messages.repository.js';
import { scheduledQueue, sendJob } from './scheduled.queue.js';
import { scheduledChanged } from './scheduled.topics.js';

const MAX_SCHEDULED = 100;

/** What somebody wrote to be sent later. It is sent with the rights that its author has then. */
@Injectable()
export class ScheduledMessagesService {
  constructor(
    private readonly rows: ScheduledMessagesRepository,
    private readonly messages: MessagesService,
    private readonly reader: MessageReader,
    private readonly channels: ChannelsService,
    private readonly unitOfWork: UnitOfWork,
    @InjectTypedQueue(scheduledQueue) private readonly queue: TypedQueue<typeof scheduledQueue>,
  ) {}

  /** A retry with the same `clientId` answers the first one, as it is by now. */
  async create(
    principal: Principal,
    { channelId, clientId, body, sendAt }: ScheduleMessage,
  ): Promise<{ scheduled: ScheduledMessage; created: boolean }> {
    this.messages.requireBody(body);
    const { channel, member } = await this.channels.requireMember(principal, channelId);
    requireNotArchived(channel);
    // As of that time: who is silenced until then may write then.
    requireMayPost(channel, member, new Date(sendAt));
    const key = { authorId: principal.userId, channelId, clientId };
    if (await this.reader.wasSent(key)) throw conflict('clientId: a message was sent with it already');
    return this.unitOfWork.run(async (tx) => {
      await this.rows.lockAuthor(tx.manager, principal.userId);
      const known = await this.rows.findByClientId(tx.manager, key);
      if (known) return { scheduled: toScheduled(known), created: false };
      if ((await this.rows.count(tx.manager, principal.userId)) >= MAX_SCHEDULED) {
        throw conflict(`At most ${MAX_SCHEDULED} messages may be scheduled at a time`);
      }
      const at = new Date(sendAt);
      const row = await this.rows.insert(tx.manager, { ...key, id: newId(), body, sendAt: at, dueAt: at });
      return { scheduled: toScheduled(this.told(tx, row)), created: true };
    });
  }

  /** The caller's, in the order of their times. */
  async list({ userId }: Principal, { cursor, limit }: PageQuery): Promise<Page<ScheduledMessage>> {
    const rows = await this.rows.findPage(userId, timeCursor(cursor), limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { items: rows.map(toScheduled), nextCursor: last ? timePlace(last.sendAt, last.id) : null };
  }

  async edit(principal: Principal, { scheduledId, body, sendAt }: EditScheduled): Promise<ScheduledMessage> {
    if (body !== undefined) this.messages.requireBody(body);
    const change = { ...(body !== undefined && { body }), ...(sendAt !== undefined && dueFrom(new Date(sendAt))) };
    return this.holding(principal, scheduledId, (tx, row) =>
      Object.keys(change).length === 0 ? Promise.resolve(toScheduled(row)) : this.change(tx, row, change),
    );
  }

  /** One that failed is tried again. */
  sendNow(principal: Principal, { scheduledId }: SendScheduled): Promise<ScheduledMessage> {
    return this.holding(principal, scheduledId, (tx, row) => this.change(tx, row, dueFrom(new Date())));
  }

  async delete(principal: Principal, { scheduledId }: DeleteScheduled): Promise<void> {
    await this.holding(principal, scheduledId, async (tx, row) => {
      await this.rows.delete(tx.manager, row.id);
      tx.publish(scheduledChanged, { id: row.id, userId: row.authorId });
    });
  }

  /** For the instances' own use, without a caller; null where it is gone. */
  async find(id: string): Promise<ScheduledMessage | null> {
    const row = await this.rows.find(id);
    return row && toScheduled(row);
  }

  /** Whoever comes while it is being sent is too late: one of both happens, and the caller learns which. */
  private holding<R>(
    { userId }: Principal,
    id: string,
    work: (tx: Transaction, row: ScheduledMessageEntity) => Promise<R>,
  ): Promise<R> {
    return this.unitOfWork.run(async (tx) => {
      const row = await this.rows.lock(tx.manager, id);
      if (!row || row.authorId !== userId) throw notFound('Scheduled message');
      if (row.state === 'sending') throw conflict('The message is being sent');
      return work(tx, row);
    });
  }

  private async change(tx: Transaction, { id }: ScheduledMessageEntity, change: ScheduledChange) {
    return toScheduled(this.told(tx, await this.rows.change(tx.manager, id, change)));
  }

  private told(tx: Transaction, row: ScheduledMessageEntity): ScheduledMessageEntity {
    const { id, authorId, channelId, state, dueAt } = row;
    tx.publish(scheduledChanged, { id, userId: authorId });
    if (state === 'waiting') tx.afterCommit(() => this.queue.addAll([sendJob(channelId, dueAt)]));
    return row;
  }
}

const dueFrom = (at: Date): ScheduledChange => ({
  sendAt: at,
  dueAt: at,
  state: 'waiting',
  failure: null,
  attempts: 0,
});

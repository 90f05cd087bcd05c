import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { Page } from '../contract/page.js';
import type { CreateReminder, DeleteReminder, EditReminder, Reminder, RemindersQuery } from '../contract/reminders.js';
import { timeCursor, timePlace } from '../core/errors/cursor.js';
import { conflict, notFound } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import type { TypedQueue } from '../core/queue/typed-queue.js';
import type { Principal } from '../core/security/principal.js';
import { MessageReader } from '../messages/message-reader.service.js';
import type { ReminderEntity } from './reminder.entity.js';
import { toReminder } from './reminder.mapper.js';
import { type ReminderChange, RemindersRepository } from './reminders.repository.js';
import { remindJob, scheduledQueue } from './scheduled.queue.js';
import { reminderChanged } from './scheduled.topics.js';

const MAX_WAITING = 100;

/** What somebody wants to be told at a time, of a message or in their own words. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly rows: RemindersRepository,
    private readonly reader: MessageReader,
    private readonly channels: ChannelsService,
    private readonly unitOfWork: UnitOfWork,
    @InjectTypedQueue(scheduledQueue) private readonly queue: TypedQueue<typeof scheduledQueue>,
  ) {}

  /** Of a message that the caller may read. */
  async create(principal: Principal, { messageId, text, remindAt }: CreateReminder): Promise<Reminder> {
    const { userId } = principal;
    const about = messageId === undefined ? null : await this.requireReadable(principal, messageId);
    const made = await this.unitOfWork.run(async (tx) => {
      await this.requireRoom(tx, userId);
      const row = { id: newId(), userId, text, remindAt: new Date(remindAt) };
      return this.told(
        tx,
        await this.rows.insert(tx.manager, {
          ...row,
          messageId: about?.id ?? null,
          channelId: about?.channelId ?? null,
        }),
      );
    });
    return toReminder(made, about?.seq ?? null);
  }

  /** The caller's, in the order of their times. */
  async list({ userId }: Principal, { show, cursor, limit }: RemindersQuery): Promise<Page<Reminder>> {
    const rows = await this.rows.findPage(userId, show, timeCursor(cursor), limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { items: rows.map(await this.telling(rows)), nextCursor: last ? timePlace(last.remindAt, last.id) : null };
  }

  async edit(principal: Principal, { reminderId, text, remindAt }: EditReminder): Promise<Reminder> {
    const edited = await this.holding(principal, reminderId, async (tx, row) => {
      if (text === undefined && remindAt === undefined) return row;
      const change: ReminderChange = { ...(text !== undefined && { text }) };
      if (remindAt !== undefined) {
        if (row.remindedAt) await this.requireRoom(tx, row.userId);
        Object.assign(change, { remindAt: new Date(remindAt), remindedAt: null });
      }
      return this.told(tx, await this.rows.change(tx.manager, row.id, change));
    });
    return (await this.telling([edited]))(edited);
  }

  async delete(principal: Principal, { reminderId }: DeleteReminder): Promise<void> {
    await this.holding(principal, reminderId, async (tx, { id, userId }) => {
      await this.rows.delete(tx.manager, id);
      tx.publish(reminderChanged, { id, userId });
    });
  }

  /** For the instances' own use, without a caller; null where it is gone. */
  async find(id: string): Promise<Reminder | null> {
    const row = await this.rows.find(id);
    return row && (await this.telling([row]))(row);
  }

  /** How these are told: with the places of the messages that they are of. */
  private async telling(rows: ReminderEntity[]): Promise<(row: ReminderEntity) => Reminder> {
    const messages = await this.reader.byIds(rows.flatMap(({ messageId }) => messageId ?? []));
    return (row) => toReminder(row, messages.get(row.messageId ?? '')?.seq ?? null);
  }

  private async requireReadable(principal: Principal, messageId: string) {
    const message = (await this.reader.byIds([messageId])).get(messageId);
    if (!message || !(await this.channels.findVisible(principal, message.channelId))) throw notFound('Message');
    if (message.deletedAt !== null) throw conflict('The message is deleted');
    return message;
  }

  private async requireRoom(tx: Transaction, userId: string): Promise<void> {
    await this.rows.lockUser(tx.manager, userId);
    if ((await this.rows.countWaiting(tx.manager, userId)) < MAX_WAITING) return;
    throw conflict(`At most ${MAX_WAITING} reminders may wait at a time`);
  }

  private holding<R>(
    { userId }: Principal,
    id: string,
    work: (tx: Transaction, row: ReminderEntity) => Promise<R>,
  ): Promise<R> {
    return this.unitOfWork.run(async (tx) => {
      const row = await this.rows.lock(tx.manager, id);
      if (!row || row.userId !== userId) throw notFound('Reminder');
      return work(tx, row);
    });
  }

  private told(tx: Transaction, row: ReminderEntity): ReminderEntity {
    const { id, userId, remindAt, remindedAt } = row;
    tx.publish(reminderChanged, { id, userId });
    if (!remindedAt) tx.afterCommit(() => this.queue.addAll([remindJob(userId, remindAt)]));
    return row;
  }
}

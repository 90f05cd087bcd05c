import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { DUE } from '../core/queue/alarm.js';
import { isUniqueViolation } from '../core/database/postgres-error.js';
import type { TimePlace } from '../core/errors/cursor.js';
import { ScheduledMessageEntity } from './scheduled-message.entity.js';

export type NewScheduled = Pick<
  ScheduledMessageEntity,
  'id' | 'authorId' | 'channelId' | 'clientId' | 'body' | 'sendAt' | 'dueAt'
>;
export type ScheduledChange = Partial<
  Pick<ScheduledMessageEntity, 'body' | 'sendAt' | 'dueAt' | 'state' | 'failure' | 'attempts'>
>;
/** What somebody has in hand. `again`: another had it before, and may have sent it. `earlyMs`: until it is due. */
export interface Taken {
  row: ScheduledMessageEntity;
  again: boolean;
  earlyMs: number;
}
type TakenId = { id: string } & Pick<Taken, 'earlyMs'>;
/** Each taking is told by these two: `rev` moves when it is taken, `attempts` when it is taken over. */
type Taking = Pick<ScheduledMessageEntity, 'id' | 'rev' | 'attempts'>;
export interface DueChannel {
  channelId: string;
  dueAt: Date;
}

@Injectable()
export class ScheduledMessagesRepository {
  constructor(@InjectRepository(ScheduledMessageEntity) private readonly rows: Repository<ScheduledMessageEntity>) {}

  /** Whoever adds one of the author's waits until the transaction ends. */
  async lockAuthor(manager: EntityManager, authorId: string): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`scheduled:${authorId}`]);
  }

  count(manager: EntityManager, authorId: string): Promise<number> {
    return manager.countBy(ScheduledMessageEntity, { authorId });
  }

  findByClientId(
    manager: EntityManager,
    { authorId, channelId, clientId }: Pick<NewScheduled, 'authorId' | 'channelId' | 'clientId'>,
  ): Promise<ScheduledMessageEntity | null> {
    return manager.findOneBy(ScheduledMessageEntity, { authorId, channelId, clientId });
  }

  async insert(manager: EntityManager, row: NewScheduled): Promise<ScheduledMessageEntity> {
    await manager.insert(ScheduledMessageEntity, row);
    return manager.findOneByOrFail(ScheduledMessageEntity, { id: row.id });
  }

  find(id: string): Promise<ScheduledMessageEntity | null> {
    return this.rows.findOneBy({ id });
  }

  /** In the order of their times, after `after`. */
  findPage(authorId: string, after: TimePlace | null, limit: number): Promise<ScheduledMessageEntity[]> {
    const page = this.rows.createQueryBuilder('s').where('s.authorId = :authorId', { authorId });
    if (after) page.andWhere('(s.sendAt, s.id) > (:at, :id)', after);
    return page.orderBy('s.sendAt').addOrderBy('s.id').limit(limit).getMany();
  }

  /** Takes the row until the transaction ends. */
  lock(manager: EntityManager, id: string): Promise<ScheduledMessageEntity | null> {
    return manager.findOne(ScheduledMessageEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** The row as it is then. */
  async change(manager: EntityManager, id: string, change: ScheduledChange): Promise<ScheduledMessageEntity> {
    await manager.update(ScheduledMessageEntity, { id }, { ...change, rev: () => 'rev + 1' } as object);
    return manager.findOneByOrFail(ScheduledMessageEntity, { id });
  }

  async delete(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(ScheduledMessageEntity, { id });
  }

  /**
   * Takes the channel's next in hand: the one whose sender has been silent for `leaseSeconds`, or else the first that is
   * due. Null where there is none, or where somebody sends one of the channel's now.
   */
  async take(channelId: string, leaseSeconds: number): Promise<Taken | null> {
    const left = await this.takeOver(channelId, leaseSeconds);
    const taken = left ?? (await this.takeDue(channelId));
    const row = taken && (await this.find(taken.id));
    return row && { row, again: left !== null, earlyMs: taken.earlyMs };
  }

  /** An attempt that came to nothing for reasons of the server's own. */
  async forgiveAttempt({ id, rev, attempts }: Taking): Promise<void> {
    await this.rows.query(
      `UPDATE scheduled_messages SET attempts = attempts - 1
       WHERE id = $1 AND state = 'sending' AND rev = $2 AND attempts = $3`,
      [id, rev, attempts],
    );
  }

  /** The row until the transaction ends; null where nobody has it in hand any more, or another has. */
  async hold(manager: EntityManager, { id, rev, attempts }: Taking): Promise<ScheduledMessageEntity | null> {
    const row = await this.lock(manager, id);
    return row?.state === 'sending' && row.rev === rev && row.attempts === attempts ? row : null;
  }

  /** What else of the author's is due in the channel before `to` waits until then too, so that it does not come before. */
  async postponeDue(manager: EntityManager, { channelId, authorId }: ScheduledMessageEntity, to: Date): Promise<void> {
    await manager.query(
      `UPDATE scheduled_messages SET due_at = $3
       WHERE channel_id = $1 AND author_id = $2 AND state = 'waiting' AND due_at < $3`,
      [channelId, authorId, to],
    );
  }

  /** Channels with something that nobody sends though it has been due for `lateSeconds`, or was left half done. */
  overdue(lateSeconds: number, leaseSeconds: number, limit: number): Promise<DueChannel[]> {
    return this.rows.query<DueChannel[]>(
      `SELECT channel_id AS "channelId", min(due_at) AS "dueAt" FROM (
         (SELECT channel_id, due_at FROM scheduled_messages
          WHERE state = 'waiting' AND due_at < now() - make_interval(secs => $1) ORDER BY due_at LIMIT $3)
         UNION ALL
         (SELECT channel_id, taken_at FROM scheduled_messages
          WHERE state = 'sending' AND taken_at < now() - make_interval(secs => $2) LIMIT $3)
       ) late GROUP BY channel_id`,
      [lateSeconds, leaseSeconds, limit],
    );
  }

  private async takeOver(channelId: string, leaseSeconds: number): Promise<TakenId | null> {
    const [[row]] = await this.rows.query<[{ id: string }[], number]>(
      `UPDATE scheduled_messages SET taken_at = now(), attempts = attempts + 1
       WHERE channel_id = $1 AND state = 'sending' AND taken_at < now() - make_interval(secs => $2) RETURNING id`,
      [channelId, leaseSeconds],
    );
    return row ? { id: row.id, earlyMs: 0 } : null;
  }

  private async takeDue(channelId: string): Promise<TakenId | null> {
    try {
      const [[row]] = await this.rows.query<[TakenId[], number]>(
        `UPDATE scheduled_messages SET state = 'sending', taken_at = now(), attempts = attempts + 1, rev = rev + 1
         WHERE id = (SELECT id FROM scheduled_messages
                     WHERE state = 'waiting' AND due_at <= ${DUE} AND channel_id = $1
                     ORDER BY send_at, id LIMIT 1 FOR UPDATE)
         RETURNING id, ceil(greatest(0, extract(epoch FROM due_at - now())) * 1000)::int AS "earlyMs"`,
        [channelId],
      );
      return row ?? null;
    } catch (error) {
      if (isUniqueViolation(error, 'scheduled_messages_sending')) return null;
      throw error;
    }
  }
}

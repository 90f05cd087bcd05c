import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, IsNull, type Repository } from 'typeorm';
import { firstIdAt } from '../core/ids.js';
import type { Mentions } from '../contract/messages.js';
import type { ActivityCount } from './activity-figures.js';
import { MessageEntity } from './message.entity.js';
import { toEntity } from './message.mapper.js';

/** A tombstone that was just made, and whom the message mentioned before. */
export interface Buried {
  row: MessageEntity;
  mentionsBefore: Mentions | null;
}

/** A channel's head and what changed after a cursor, seen in one snapshot. */
export interface LogPage {
  channelId: string;
  headRev: number;
  membersVersion: number;
  rows: MessageEntity[];
}

type LogRow = { head_rev: number; members_version: number; c_id: string } & Record<string, unknown>;

export type SentKey = Pick<MessageEntity, 'channelId' | 'authorId' | 'clientId'>;
export type NewMessage = Omit<
  MessageEntity,
  'changeKind' | 'reactions' | 'thread' | 'createdAt' | 'editedAt' | 'deletedAt' | 'pinnedAt'
>;

const OF_MESSAGES = ['mentions', 'reactions', 'pins', 'message_edits', 'polls', 'poll_votes'] as const;
/** Stays where somebody deletes the message, until it would be too old. */
const ABOUT_MESSAGES = ['message_reports', 'removals'] as const;

@Injectable()
export class MessagesRepository {
  constructor(@InjectRepository(MessageEntity) private readonly messages: Repository<MessageEntity>) {}

  findById(id: string): Promise<MessageEntity | null> {
    return this.messages.findOneBy({ id });
  }

  wasSent(channelId: string, authorId: string, clientId: string): Promise<boolean> {
    return this.messages.existsBy({ channelId, authorId, clientId });
  }

  findWith(manager: EntityManager, id: string): Promise<MessageEntity | null> {
    return manager.findOneBy(MessageEntity, { id });
  }

  findByIds(ids: string[]): Promise<MessageEntity[]> {
    return this.messages.findBy({ id: Any(ids) });
  }

  /** Of many messages, where those are that were not deleted, and whose. */
  findUndeleted(ids: string[]): Promise<Pick<MessageEntity, 'id' | 'seq' | 'authorId'>[]> {
    return this.messages.query(
      'SELECT id, seq, author_id AS "authorId" FROM messages WHERE id = ANY($1) AND deleted_at IS NULL',
      [ids],
    );
  }

  findAt(channelId: string, seq: number): Promise<MessageEntity | null> {
    return this.messages.findOneBy({ channelId, seq });
  }

  /** In `seq` order, without the cost of entities: for going through a whole channel. */
  async findAfter(channelId: string, seq: number, limit: number): Promise<MessageEntity[]> {
    const rows = await this.messages.query<Record<string, unknown>[]>(
      'SELECT * FROM messages WHERE channel_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
      [channelId, seq, limit],
    );
    return rows.map(toEntity);
  }

  /** Who sent how many messages where, from `start` up to `end`. Ids begin with their time, and their index finds it. */
  countActivity(start: Date, end: Date): Promise<ActivityCount[]> {
    return this.messages.query(
      `SELECT channel_id AS "channelId", author_id AS "authorId", count(*)::int AS messages
       FROM messages WHERE id >= $1 AND id < $2 AND kind = 'user' GROUP BY 1, 2`,
      [firstIdAt(start), firstIdAt(end)],
    );
  }

  /** Each message that changed after its channel's cursor, once, at its newest rev: at most `limit` for a channel. */
  readLog(cursors: { channelId: string; since: number }[], limit: number): Promise<LogPage[]> {
    return this.readPages(
      `SELECT * FROM messages WHERE channel_id = c.id AND rev > cursor.since ORDER BY rev LIMIT $3`,
      cursors,
      limit,
    );
  }

  /** The newest messages of each channel. */
  readNewest(channelIds: string[], limit: number): Promise<LogPage[]> {
    return this.readPages(
      `SELECT * FROM messages WHERE channel_id = c.id AND seq > cursor.since ORDER BY seq DESC LIMIT $3`,
      channelIds.map((channelId) => ({ channelId, since: 0 })),
      limit,
    );
  }

  /** What the author sent under this id, as it is now. */
  findSent({ channelId, authorId, clientId }: SentKey, manager = this.messages.manager): Promise<MessageEntity | null> {
    return manager.findOneBy(MessageEntity, { channelId, authorId, clientId });
  }

  /** A new message at its place. The caller holds the channel's log. */
  async insert(manager: EntityManager, message: NewMessage): Promise<MessageEntity> {
    const { channelId, seq, rev, id, authorId, clientId, kind, body, html, mentions, poll, system } = message;
    const [row] = await manager.query<[Record<string, unknown>]>(
      `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, kind, body, html, mentions, poll, system, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, date_trunc('milliseconds', clock_timestamp()))
       RETURNING *`,
      [channelId, seq, rev, id, authorId, clientId, kind, body, html, mentions, poll, system],
    );
    const inserted = toEntity(row);
    await this.addMentions(manager, inserted);
    return inserted;
  }

  /** Null where there is none, or only its tombstone. */
  findLive(manager: EntityManager, id: string): Promise<MessageEntity | null> {
    return manager.findOneBy(MessageEntity, { id, deletedAt: IsNull() });
  }

  /** Stores what changed of the message, which is `row` with it. The caller holds the channel's log. */
  async change(manager: EntityManager, row: MessageEntity, change: Partial<MessageEntity>): Promise<void> {
    const { channelId, seq } = row;
    await manager.update(MessageEntity, { channelId, seq }, change);
    if (row.deletedAt) await this.clear(manager, channelId, [seq]);
    else if (change.mentions !== undefined) await this.replaceMentions(manager, row);
  }

  /** By reader, as `post_messages` stores them. */
  private async replaceMentions(manager: EntityManager, message: MessageEntity): Promise<void> {
    const { channelId, seq } = message;
    await manager.query('DELETE FROM mentions WHERE channel_id = $1 AND seq = $2', [channelId, seq]);
    await this.addMentions(manager, message);
  }

  private async addMentions(manager: EntityManager, message: MessageEntity): Promise<void> {
    const { channelId, seq, authorId, mentions } = message;
    if (!mentions) return;
    await manager.query(
      `INSERT INTO mentions (channel_id, user_id, seq)
       SELECT $1, whom.id, $2 FROM mentioned_by($3, $4) AS whom (id)`,
      [channelId, seq, mentions, authorId],
    );
  }

  /** The age of the messages after a place, in `seq` order. */
  findAges(
    manager: EntityManager,
    channelId: string,
    seq: number,
    limit: number,
  ): Promise<{ seq: number; createdAt: Date; deleted: boolean }[]> {
    return manager.query(
      `SELECT seq, created_at AS "createdAt", deleted_at IS NOT NULL AS deleted
       FROM messages WHERE channel_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [channelId, seq, limit],
    );
  }

  /** Makes tombstones of these messages, one change each, with the revs after `rev` in `seq` order. */
  async bury(manager: EntityManager, channelId: string, seqs: number[], rev: number): Promise<Buried[]> {
    if (seqs.length === 0) return [];
    const [rows] = await manager.query<[Record<string, unknown>[], number]>(
      `UPDATE messages SET rev = $3 + old.n, change_kind = 'deleted', body = '', html = '', mentions = NULL,
              reactions = NULL, poll = NULL, system = NULL, pinned_at = NULL, deleted_at = now()
       FROM (SELECT was.seq, n, was.mentions FROM unnest($2::int[]) WITH ORDINALITY AS asked (seq, n)
             JOIN messages was ON was.channel_id = $1 AND was.seq = asked.seq) old
       WHERE channel_id = $1 AND messages.seq = old.seq RETURNING messages.*, old.mentions AS mentions_before`,
      [channelId, seqs, rev],
    );
    await this.clear(manager, channelId, seqs);
    return rows
      .map((row) => ({ row: toEntity(row), mentionsBefore: row['mentions_before'] as Mentions | null }))
      .toSorted((a, b) => a.row.rev - b.row.rev);
  }

  /** What was said about messages up to a place by those who reported them and those who moderate, with copies of them. */
  async forgetReports(manager: EntityManager, channelId: string, seq: number): Promise<void> {
    for (const table of ABOUT_MESSAGES) {
      await manager.query(`DELETE FROM ${table} WHERE channel_id = $1 AND seq <= $2`, [channelId, seq]);
    }
  }

  /** What else is stored of messages goes with their content. */
  private async clear(manager: EntityManager, channelId: string, seqs: number[]): Promise<void> {
    for (const table of OF_MESSAGES) {
      await manager.query(`DELETE FROM ${table} WHERE channel_id = $1 AND seq = ANY($2)`, [channelId, seqs]);
    }
  }

  /** Heads and messages come from one statement: a log that moves meanwhile cannot fall between two reads. */
  private async readPages(
    page: string,
    cursors: { channelId: string; since: number }[],
    limit: number,
  ): Promise<LogPage[]> {
    const rows = await this.messages.query<LogRow[]>(
      `SELECT c.id AS c_id, c.rev AS head_rev, c.members_version, m.*
       FROM unnest($1::uuid[], $2::int[]) AS cursor (id, since)
       JOIN LATERAL (SELECT * FROM channels WHERE id = cursor.id LIMIT 1) c ON true
       LEFT JOIN LATERAL (${page}) m ON true
       ORDER BY c.id, m.rev`,
      [cursors.map(({ channelId }) => channelId), cursors.map(({ since }) => since), limit],
    );
    const pages = new Map<string, LogPage>();
    for (const row of rows) {
      const found = pages.get(row.c_id) ?? {
        channelId: row.c_id,
        headRev: row.head_rev,
        membersVersion: row.members_version,
        rows: [],
      };
      pages.set(row.c_id, found);
      if (row['id'] !== null) found.rows.push(toEntity(row));
    }
    return [...pages.values()];
  }
}

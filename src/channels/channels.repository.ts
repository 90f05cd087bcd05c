import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, type Repository } from 'typeorm';
import type { GroupRead } from '../core/database/group-read.js';
import { GroupReads } from '../core/database/group-reads.js';
import { holding } from '../core/database/name-search.js';
import type { RememberedRead } from '../core/database/remembered-read.js';
import { isBanned } from './bans.repository.js';
import { ChannelEntity } from './channel.entity.js';
import type { ListedChannel } from './channel.mapper.js';
import { BEFORE_ALL_IDS, UNSEEN_MENTIONS } from './members.repository.js';

export type NewChannel = Pick<
  ChannelEntity,
  'id' | 'kind' | 'name' | 'topic' | 'description' | 'directKey' | 'createdBy'
> &
  Partial<Pick<ChannelEntity, 'systemMessages'>>;
/** Of a channel that somebody may read: where its log stands, and who is in it. */
export type ReadableHead = Pick<ChannelEntity, 'rev' | 'rosterVersion' | 'membersVersion'>;
/** Each of these looks at all of somebody's channels. */
const LISTS = 20;

/**
 * All that somebody's list shows, in few bytes. Mentions come and go with changes of the log, whose rev is in it, and with
 * the groups that somebody is in.
 */
const listVersion = (userId: string) => `(
  SELECT coalesce(md5(string_agg(concat_ws(' ', c.id, c.rev, c.meta_version, m.read_seq, m.role, m.notify_level,
                                           extract(epoch FROM m.muted_until), extract(epoch FROM m.silenced_until)), ',' ORDER BY c.id)), '')
  FROM members m JOIN LATERAL (SELECT * FROM channels WHERE id = m.channel_id LIMIT 1) c ON true
  WHERE m.user_id = ${userId} AND c.parent_id IS NULL) || (
  SELECT coalesce(md5(string_agg(g.group_id::text, ',' ORDER BY g.group_id)), '')
  FROM user_group_members g WHERE g.user_id = ${userId})`;

/** Where the log of `asked.channel_id` stands: no row unless `asked.user_id` may read it; a thread as its channel. */
const HEAD_IF_READABLE = `
  SELECT c.rev, c.roster_version, c.members_version
  FROM (SELECT kind, rev, roster_version, members_version, parent_id, coalesce(parent_id, id) AS governing
        FROM channels WHERE id = asked.channel_id LIMIT 1) c
  LEFT JOIN LATERAL (SELECT user_id FROM members m
    WHERE m.channel_id = c.governing AND m.user_id = asked.user_id LIMIT 1) m ON true
  WHERE m.user_id IS NOT NULL OR ((c.kind = 'public' OR c.parent_id IS NOT NULL AND EXISTS (
    SELECT FROM channels p WHERE p.id = c.parent_id AND p.kind = 'public'))
    AND NOT ${isBanned('c.governing', 'asked.user_id')}
    AND NOT EXISTS (SELECT FROM users u WHERE u.id = asked.user_id AND u.guest))`;

interface Reader {
  channelId: string;
  userId: string;
}
/** Somebody who reads by a session, which may have ended. */
export type SessionReader = Reader & { sessionId: string };
type LogHeads = Pick<ChannelEntity, 'id' | 'rev' | 'seq' | 'membersVersion' | 'metaVersion'>;

@Injectable()
export class ChannelsRepository {
  private readonly readable: GroupRead<Reader, ReadableHead>;
  private readonly readableInSession: RememberedRead<
    SessionReader,
    { head: Pick<ReadableHead, 'rev' | 'membersVersion'> | null }
  >;
  private readonly logs: GroupRead<string, Pick<ChannelEntity, 'seq' | 'rev'>>;
  private readonly lists: GroupRead<string, string>;

  constructor(
    @InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>,
    reads: GroupReads,
  ) {
    this.readable = reads.define({
      name: 'readable_channels',
      text: `SELECT asked.n, head.rev, head.roster_version, head.members_version
        FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (channel_id, user_id, n)
        JOIN LATERAL (${HEAD_IF_READABLE}) head ON true`,
      columns: (readers) => [readers.map(({ channelId }) => channelId), readers.map(({ userId }) => userId)],
      keyOf: ({ channelId, userId }) => channelId + userId,
      toValue: ([, rev, rosterVersion, membersVersion]) => ({
        rev: Number(rev),
        rosterVersion: Number(rosterVersion),
        membersVersion: Number(membersVersion),
      }),
    });
    this.readableInSession = reads.remember({
      name: 'readable_in_session',
      text: `SELECT asked.n, head.rev, head.members_version, extract(epoch FROM live.expires_at)::float8
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS asked (channel_id, user_id, session_id, n)
        JOIN LATERAL (SELECT expires_at FROM live_sessions WHERE live_sessions.id = asked.session_id LIMIT 1) live ON true
        LEFT JOIN LATERAL (${HEAD_IF_READABLE}) head ON true`,
      columns: (readers) => [
        readers.map(({ channelId }) => channelId),
        readers.map(({ userId }) => userId),
        readers.map(({ sessionId }) => sessionId),
      ],
      keyOf: ({ channelId, sessionId }) => channelId + sessionId,
      toValue: ([, rev, membersVersion]) => ({
        head: rev === null ? null : { rev: Number(rev), membersVersion: Number(membersVersion) },
      }),
      // A ban ends by time too: who may not read is looked up each time.
      until: ([, rev, , ends]) => (rev === null ? null : Number(ends)),
    });
    this.logs = reads.define({
      name: 'channel_heads',
      text: `SELECT asked.n, c.seq, c.rev FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)
        JOIN LATERAL (SELECT seq, rev FROM channels WHERE id = asked.id LIMIT 1) c ON true`,
      columns: (ids) => [ids],
      keyOf: (id) => id,
      toValue: ([, seq, rev]) => ({ seq: Number(seq), rev: Number(rev) }),
    });
    this.lists = reads.define({
      name: 'list_versions',
      text: `SELECT asked.n, ${listVersion('asked.id')}
        FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)`,
      columns: (ids) => [ids],
      keyOf: (id) => id,
      toValue: ([, version]) => String(version),
      most: LISTS,
    });
  }

  /** Null unless the user may read the channel, as of now. */
  readableHead(channelId: string, userId: string): Promise<ReadableHead | null> {
    return this.readable.read({ channelId, userId });
  }

  /** Null where the session has ended; its `head` null unless the user may read the channel. Both as of now. */
  readableInLiveSession(
    reader: SessionReader,
  ): Promise<{ head: Pick<ReadableHead, 'rev' | 'membersVersion'> | null } | null> {
    return this.readableInSession.read(reader);
  }

  /** Where a channel's log stands; null where there is no such channel. */
  head(id: string): Promise<Pick<ChannelEntity, 'seq' | 'rev'> | null> {
    return this.logs.read(id);
  }

  /** A text that is another one as soon as the user's list of channels is, and the same again when the list is. */
  async listVersion(userId: string): Promise<string> {
    return (await this.lists.read(userId)) ?? '';
  }

  /** The user's channels in order of id, after `after`, and the version of the whole list: of one moment, for one statement. */
  async findListed(
    userId: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ version: string; channels: ListedChannel[] }> {
    const rows = await this.channels.query<({ version: string } & (ListedChannel | { id: null }))[]>(
      `SELECT list.version, mine.* FROM (SELECT ${listVersion('$1::uuid')} AS version) list
       LEFT JOIN LATERAL (
         SELECT c.id, c.kind, c.parent_id AS "parentId", c.name, c.direct_key AS "directKey", c.topic, c.description, c.seq, c.rev,
                c.retention_days AS "retentionDays", c.posting, c.slow_mode_seconds AS "slowModeSeconds",
                c.system_messages AS "systemMessages",
                c.created_by AS "createdBy", c.created_at AS "createdAt", c.archived_at AS "archivedAt",
                m.role, m.read_seq AS "readSeq", m.notify_level AS "notifyLevel", m.muted_until AS "mutedUntil",
                m.silenced_until AS "silencedUntil",
                ${UNSEEN_MENTIONS} AS "mentionCount"
         FROM members m JOIN LATERAL (SELECT * FROM channels WHERE id = m.channel_id LIMIT 1) c ON true
         WHERE m.user_id = $1 AND m.channel_id > $2 AND c.parent_id IS NULL ORDER BY m.channel_id LIMIT $3
       ) mine ON true ORDER BY mine.id`,
      [userId, after ?? BEFORE_ALL_IDS, limit],
    );
    return { version: rows[0]?.version ?? '', channels: rows.filter((row) => row.id !== null) };
  }

  findById(id: string, manager = this.channels.manager): Promise<ChannelEntity | null> {
    return manager.findOneBy(ChannelEntity, { id });
  }

  findByIds(ids: string[]): Promise<ChannelEntity[]> {
    return this.channels.findBy({ id: Any(ids) });
  }

  /** The columns that instances compare, and no more: they ask for all their channels every few seconds. */
  heads(ids: string[]): Promise<LogHeads[]> {
    return this.channels.query(
      `SELECT id, rev, seq, members_version AS "membersVersion", meta_version AS "metaVersion"
       FROM channels WHERE id = ANY($1)`,
      [ids],
    );
  }

  findByDirectKey(directKey: string): Promise<ChannelEntity | null> {
    return this.channels.findOneBy({ directKey });
  }

  async insert(manager: EntityManager, channel: NewChannel): Promise<void> {
    await manager.insert(ChannelEntity, channel);
  }

  /** False where the same people have a direct channel already. */
  async insertDirect(manager: EntityManager, channel: NewChannel): Promise<boolean> {
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(ChannelEntity)
      .values(channel)
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  /** Public channels that are not archived, by name and id, after `after`. */
  findPublicPage(query: string, after: { name: string; id: string } | null, limit: number): Promise<ChannelEntity[]> {
    const page = this.channels
      .createQueryBuilder('c')
      .where(`c.kind = 'public' AND c.archivedAt IS NULL`)
      .orderBy('lower(c.name)')
      .addOrderBy('c.id')
      .limit(limit);
    if (after) page.andWhere('(lower(c.name), c.id) > (:name, :id)', after);
    if (query !== '') {
      page.andWhere('lower(c.name) LIKE :holds', { holds: holding(query) });
    }
    return page.getMany();
  }

  async update(manager: EntityManager, id: string, change: Partial<ChannelEntity>): Promise<void> {
    await manager.update(ChannelEntity, { id }, { ...change, metaVersion: () => 'meta_version + 1' });
  }

  /** Takes the channel's row until the transaction ends: memberships change one at a time, and not while one sends. */
  lock(manager: EntityManager, id: string): Promise<ChannelEntity | null> {
    return manager.findOne(ChannelEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  async nextRev(manager: EntityManager, id: string): Promise<LogHeads | null> {
    const [rows] = await manager.query<[LogHeads[], number]>(
      `UPDATE channels SET rev = rev + 1 WHERE id = $1
       RETURNING id, rev, seq, members_version AS "membersVersion", meta_version AS "metaVersion"`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** For a message of the author, who has read all up to it; `posts`: whose turn in slow mode it takes. */
  async nextPlace(manager: EntityManager, id: string, authorId: string, posts: boolean): Promise<LogHeads | null> {
    const rows = await manager.query<LogHeads[]>(
      `WITH place AS (
         UPDATE channels SET seq = seq + 1, rev = rev + 1 WHERE id = $1
         RETURNING id, rev, seq, members_version, meta_version
       ), reader AS (
         UPDATE members m SET read_seq = place.seq,
           posted_at = CASE WHEN $3 THEN date_trunc('milliseconds', clock_timestamp()) ELSE m.posted_at END FROM place
         WHERE m.channel_id = place.id AND m.user_id = $2 AND m.read_seq < place.seq
       )
       SELECT id, rev, seq, members_version AS "membersVersion", meta_version AS "metaVersion" FROM place`,
      [id, authorId, posts],
    );
    return rows[0] ?? null;
  }

  /**
   * Channels whose messages may be too old, in order of id: those with a rule of their own, or all where the server has one.
   * The rule of a channel is that of its threads.
   */
  findRetention(serverDays: number, after: string | null, limit: number): Promise<{ id: string; days: number }[]> {
    return this.channels.query(
      `SELECT c.id, LEAST(c.retention_days, p.retention_days, NULLIF($1::int, 0)) AS days
       FROM channels c LEFT JOIN channels p ON p.id = c.parent_id
       WHERE LEAST(c.retention_days, p.retention_days, NULLIF($1::int, 0)) IS NOT NULL
         AND c.expired_seq < c.seq AND ($2::uuid IS NULL OR c.id > $2)
       ORDER BY c.id LIMIT $3`,
      [serverDays, after, limit],
    );
  }

  async moveLog(manager: EntityManager, id: string, rev: number, expiredSeq: number): Promise<void> {
    await manager.update(ChannelEntity, { id }, { rev, expiredSeq });
  }

  async bumpMembersVersion(manager: EntityManager, id: string): Promise<void> {
    await manager.update(ChannelEntity, { id }, { membersVersion: () => 'members_version + 1' });
  }
}

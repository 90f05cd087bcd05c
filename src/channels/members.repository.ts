import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, type Repository } from 'typeorm';
import type { MemberRole } from '../contract/channels.js';
import type { GroupRead } from '../core/database/group-read.js';
import { GroupReads } from '../core/database/group-reads.js';
import { isNamed, namedParameters } from '../core/database/name-search.js';
import { isBanned } from './bans.repository.js';
import { MemberEntity } from './member.entity.js';
import { EVERYONE } from './mention.entity.js';
import { mayStay } from './thread-rows.js';

/** A membership with the heads of its channel, as `ready` and the instances' mirrors need it. */
export interface MembershipHead {
  userId: string;
  channelId: string;
  /** Of a thread: its channel. */
  parentId: string | null;
  rev: number;
  seq: number;
  readSeq: number;
  mentionCount: number;
  membersVersion: number;
  metaVersion: number;
  silencedUntil: Date | null;
}

/** All members, or those that want everything and those that are named, by themselves or as members of a group. */
export interface AudienceQuery {
  everyone: boolean;
  userIds: string[];
  groupIds: string[];
  after: string | null;
  limit: number;
}

/**
 * Of a member `m` in their channel `c`, by the groups that they are in now; a message that mentions them twice counts
 * once, and none of their own, which may mention a group of theirs, or everybody. Nothing is looked at where all is read.
 */
export const UNSEEN_MENTIONS = `CASE WHEN c.seq > m.read_seq THEN (
  SELECT count(DISTINCT x.seq)::int FROM mentions x
  WHERE x.channel_id = m.channel_id AND x.seq > m.read_seq AND x.user_id = ANY(
    ARRAY[m.user_id, '${EVERYONE}'::uuid] || ARRAY(
      SELECT g.group_id FROM user_group_members g WHERE g.user_id = m.user_id))
    AND (x.user_id = m.user_id OR m.user_id <> (
      SELECT own.author_id FROM messages own WHERE own.channel_id = x.channel_id AND own.seq = x.seq))) ELSE 0 END`;

/** Of a member `m`, as far as it decides what they hear of; `groups`: the parameter with the groups that are mentioned. */
const listenerColumns = (groups: string) => `m.channel_id AS "channelId", m.user_id AS "userId",
  m.notify_level AS "notifyLevel", m.muted_until AS "mutedUntil", m.read_seq AS "readSeq",
  EXISTS (SELECT FROM user_group_members g WHERE g.group_id = ANY(${groups}) AND g.user_id = m.user_id) AS "inGroup"`;

export type Counts = Pick<MembershipHead, 'rev' | 'seq' | 'readSeq' | 'mentionCount'>;

interface Pair {
  channelId: string;
  userId: string;
}

/** Who of some users is in a channel, and who is kept out of it. */
export interface Standing {
  membersVersion: number;
  members: string[];
  banned: string[];
}

export type AudienceMember = Pick<MemberEntity, 'channelId' | 'userId' | 'notifyLevel' | 'mutedUntil' | 'readSeq'> & {
  inGroup: boolean;
};

export const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class MembersRepository {
  private readonly asOf: GroupRead<Pair, number>;

  constructor(
    @InjectRepository(MemberEntity) private readonly members: Repository<MemberEntity>,
    reads: GroupReads,
  ) {
    this.asOf = reads.define({
      name: 'memberships',
      text: `SELECT asked.n, c.members_version
        FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (channel_id, user_id, n)
        JOIN LATERAL (SELECT id, parent_id, members_version FROM channels WHERE id = asked.channel_id LIMIT 1) c ON true
        WHERE ${mayStay('asked.user_id')}`,
      columns: (pairs) => [pairs.map(({ channelId }) => channelId), pairs.map(({ userId }) => userId)],
      keyOf: ({ channelId, userId }) => channelId + userId,
      toValue: ([, membersVersion]) => Number(membersVersion),
    });
  }

  find(channelId: string, userId: string, manager = this.members.manager): Promise<MemberEntity | null> {
    return manager.findOneBy(MemberEntity, { channelId, userId });
  }

  findOf(userId: string, channelIds: string[]): Promise<MemberEntity[]> {
    return this.members.findBy({ userId, channelId: Any(channelIds) });
  }

  /** The channel's members in order of user id, after `after`. */
  findPage(channelId: string, query: string, after: string | undefined, limit: number): Promise<MemberEntity[]> {
    const page = this.members.createQueryBuilder('m').where('m.channelId = :channelId', { channelId });
    if (after !== undefined) page.andWhere('m.userId > :after', { after });
    if (query !== '') {
      const named = isNamed('u.username', 'u.display_name');
      page.andWhere(`EXISTS (SELECT FROM users u WHERE u.id = m.user_id AND ${named})`, namedParameters(query));
    }
    return page.orderBy('m.userId').limit(limit).getMany();
  }

  /** Who is in which of the channels. */
  membersOf(channelIds: string[]): Promise<Pair[]> {
    return this.members.find({
      where: { channelId: Any(channelIds) },
      select: { channelId: true, userId: true },
    });
  }

  async moderatorsOf(channelId: string, limit: number): Promise<string[]> {
    const where = { channelId, role: Any<MemberRole>(['owner', 'moderator']) };
    const order = { joinedAt: 'ASC', userId: 'ASC' } as const;
    const moderators = await this.members.find({ where, order, take: limit, select: { userId: true } });
    return moderators.map(({ userId }) => userId);
  }

  /** How far each of the channel's members has read, of `limit` of them. */
  findMarkers(channelId: string, limit: number): Promise<Pick<MemberEntity, 'userId' | 'readSeq'>[]> {
    return this.members.find({ where: { channelId }, select: { userId: true, readSeq: true }, take: limit });
  }

  /** Members whom a message may concern, in order of user id, after `after`. */
  findAudience(
    channelId: string,
    { everyone, userIds, groupIds, after, limit }: AudienceQuery,
  ): Promise<AudienceMember[]> {
    return this.members.query<AudienceMember[]>(
      `SELECT ${listenerColumns('$6::uuid[]')}
       FROM members m
       WHERE m.channel_id = $1 AND m.user_id > $2 AND ($3 OR m.notify_level = 'all' OR m.user_id = ANY($4)
         OR m.user_id IN (SELECT g.user_id FROM user_group_members g WHERE g.group_id = ANY($6::uuid[])))
       ORDER BY m.user_id LIMIT $5`,
      [channelId, after ?? BEFORE_ALL_IDS, everyone, userIds, limit, groupIds],
    );
  }

  /** Looks at no more of them than it must. */
  async areMoreThan(manager: EntityManager, channelId: string, count: number): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      'SELECT FROM members WHERE channel_id = $1 ORDER BY user_id OFFSET $2 LIMIT 1',
      [channelId, count],
    );
    return rows.length > 0;
  }

  anyNotifiedOfAll(channelId: string): Promise<boolean> {
    return this.members.existsBy({ channelId, notifyLevel: 'all' });
  }

  /** Those of the pairs that are memberships. */
  async findPairs(pairs: Pair[], groupIds: string[]): Promise<AudienceMember[]> {
    if (pairs.length === 0) return [];
    return this.members.query<AudienceMember[]>(
      `SELECT ${listenerColumns('$3::uuid[]')} FROM members m
       WHERE (m.channel_id, m.user_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
      [pairs.map(({ channelId }) => channelId), pairs.map(({ userId }) => userId), groupIds],
    );
  }

  async setNotifications(
    channelId: string,
    userId: string,
    change: Pick<MemberEntity, 'notifyLevel' | 'mutedUntil'>,
  ): Promise<void> {
    await this.members.update({ channelId, userId }, change);
  }

  /** Everybody in `userIds` joins; each has read what was written before. False for one who is a member already. */
  async add(
    manager: EntityManager,
    channelId: string,
    userIds: string[],
    role: MemberRole,
    readSeq: number,
  ): Promise<boolean> {
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(MemberEntity)
      .values(userIds.map((userId) => ({ channelId, userId, role, readSeq })))
      .orIgnore()
      .returning('user_id')
      .execute();
    return (raw as unknown[]).length === userIds.length;
  }

  async setRole(manager: EntityManager, channelId: string, userId: string, role: MemberRole): Promise<void> {
    await manager.update(MemberEntity, { channelId, userId }, { role });
  }

  async remove(manager: EntityManager, channelId: string, userId: string): Promise<boolean> {
    const { affected } = await manager.delete(MemberEntity, { channelId, userId });
    return affected === 1;
  }

  /** Who should own a channel that lost its last owner: by role, guests last, and of equals the longest there first. */
  async findHeir(manager: EntityManager, channelId: string): Promise<string | null> {
    const rows = await manager.query<{ user_id: string; role: MemberRole }[]>(
      `SELECT user_id, role FROM members WHERE channel_id = $1
       ORDER BY CASE role WHEN 'owner' THEN 0 WHEN 'moderator' THEN 1 WHEN 'member' THEN 2 ELSE 3 END,
                (SELECT guest FROM users WHERE id = user_id), joined_at, user_id LIMIT 1`,
      [channelId],
    );
    const [first] = rows;
    return first && first.role !== 'owner' ? first.user_id : null;
  }

  /** Where each of these channels stands, and how often it mentions the user beyond what they have read: of one moment. */
  async counts(userId: string, channelIds: string[]): Promise<Map<string, Counts>> {
    const rows = await this.members.query<({ id: string } & Counts)[]>(
      `SELECT c.id, c.rev, c.seq, m.read_seq AS "readSeq", ${UNSEEN_MENTIONS} AS "mentionCount"
       FROM members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1 AND m.channel_id = ANY($2)`,
      [userId, channelIds],
    );
    return new Map(rows.map(({ id, ...counts }) => [id, counts]));
  }

  heads(userIds: string[]): Promise<MembershipHead[]> {
    return this.members.query<MembershipHead[]>(
      `SELECT m.user_id AS "userId", m.channel_id AS "channelId", c.parent_id AS "parentId", c.rev, c.seq, m.read_seq AS "readSeq",
              ${UNSEEN_MENTIONS} AS "mentionCount",
              c.members_version AS "membersVersion", c.meta_version AS "metaVersion", m.silenced_until AS "silencedUntil"
       FROM members m JOIN LATERAL (SELECT * FROM channels WHERE id = m.channel_id LIMIT 1) c ON true
       WHERE m.user_id = ANY($1)`,
      [userIds],
    );
  }

  /**
   * Of each of the channels, the places in `userIds` of those who are members; channels without one are left out. Places
   * are a fifth of the ids, and ids that are joined can be hashed, where an array is searched for each member.
   */
  async present(channelIds: readonly string[], userIds: readonly string[]): Promise<Map<string, number[]>> {
    const rows = await this.members.query<{ channelId: string; places: number[] }[]>(
      `SELECT m.channel_id AS "channelId", array_agg((online.n - 1)::int) AS places
       FROM unnest($2::uuid[]) WITH ORDINALITY online(user_id, n) JOIN members m USING (user_id)
       WHERE m.channel_id = ANY($1) GROUP BY m.channel_id`,
      [channelIds, userIds],
    );
    return new Map(rows.map(({ channelId, places }) => [channelId, places]));
  }

  /** Which channels each of the users is a member of. */
  pairsOf(userIds: string[]): Promise<Pair[]> {
    return this.members.query<Pair[]>(
      'SELECT user_id AS "userId", channel_id AS "channelId" FROM members WHERE user_id = ANY($1)',
      [userIds],
    );
  }

  /** Those of `others` who are in a channel that the user is in. */
  async sharing(userId: string, others: string[]): Promise<string[]> {
    const rows = await this.members.query<{ user_id: string }[]>(
      `SELECT DISTINCT o.user_id FROM members o WHERE o.user_id = ANY($2)
       AND o.channel_id IN (SELECT channel_id FROM members WHERE user_id = $1)`,
      [userId, others],
    );
    return rows.map((row) => row.user_id);
  }

  /** The version of the channel's memberships at which the user is `among` them; null where they are not. */
  memberAsOf(channelId: string, userId: string): Promise<number | null> {
    return this.asOf.read({ channelId, userId });
  }

  /** Those of `userIds` who may stay among the readers now and those who are kept out, and the version that this holds for. */
  async among(channelId: string, userIds: string[]): Promise<Standing | null> {
    const [row] = await this.members.query<Standing[]>(
      `SELECT c.members_version AS "membersVersion",
              ARRAY(SELECT asked.id FROM unnest($2::uuid[]) AS asked (id) WHERE ${mayStay('asked.id')}) AS members,
              ARRAY(SELECT asked.id FROM unnest($2::uuid[]) AS asked (id)
                    WHERE ${isBanned('coalesce(c.parent_id, c.id)', 'asked.id')}) AS banned
       FROM channels c WHERE c.id = $1`,
      [channelId, userIds],
    );
    return row ?? null;
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, type Repository } from 'typeorm';
import type { Poll } from '../contract/polls.js';
import type { GroupRead } from '../core/database/group-read.js';
import { GroupReads } from '../core/database/group-reads.js';
import type { FreshVote } from './poll-count.js';
import { PollEntity } from './poll.entity.js';
import { PollVoteEntity } from './poll-vote.entity.js';

/** The place of a message that asks something. */
export type PollPlace = Pick<PollEntity, 'channelId' | 'seq'>;

/** What is shown of a poll, and the votes that are not in it yet. */
export interface UncountedPoll {
  poll: Poll;
  fresh: FreshVote[];
}

/** What became of a vote; `stranger`: of somebody who is no member. */
export type VoteOutcome = 'voted' | 'same' | 'closed' | 'stranger' | { silencedUntil: Date };

interface VoteRow {
  members: number;
  silencedUntil: Date | null;
  open: number;
  voted: number;
}

/** More than come in between two counts, unless counting is behind. */
const MAX_FRESH = 5000;

@Injectable()
export class PollsRepository {
  private readonly uncounted: GroupRead<PollPlace, UncountedPoll>;

  constructor(
    @InjectRepository(PollVoteEntity) private readonly votes: Repository<PollVoteEntity>,
    reads: GroupReads,
  ) {
    this.uncounted = reads.define({
      name: 'uncounted_polls',
      text: `SELECT asked.n, m.poll, fresh.votes
        FROM unnest($1::uuid[], $2::int[]) WITH ORDINALITY AS asked (channel_id, seq, n)
        JOIN LATERAL (SELECT poll FROM messages
          WHERE channel_id = asked.channel_id AND seq = asked.seq AND poll IS NOT NULL LIMIT 1) m ON true
        JOIN LATERAL (
          SELECT coalesce(jsonb_agg(jsonb_build_object(
            'userId', v.user_id, 'optionIds', v.option_ids, 'countedIds', v.counted_ids)), '[]') AS votes
          FROM (SELECT * FROM poll_votes WHERE channel_id = asked.channel_id AND seq = asked.seq AND pending
                ORDER BY voted_at LIMIT ${MAX_FRESH}) v
        ) fresh ON true`,
      columns: (places) => [places.map(({ channelId }) => channelId), places.map(({ seq }) => seq)],
      keyOf: ({ channelId, seq }) => `${channelId}${seq}`,
      toValue: ([, poll, fresh]) => ({ poll, fresh }) as UncountedPoll,
    });
  }

  async insert(manager: EntityManager, { channelId, seq }: PollPlace, closesAt: Date | null): Promise<void> {
    await manager.insert(PollEntity, { channelId, seq, closesAt });
  }

  /**
   * Stores the whole choice of somebody. Whoever closes or deletes the poll, or removes or silences who votes, waits for votes
   * under way, and votes that come later find it so; votes do not wait for one another. To take a vote back one needs no
   * voice.
   */
  async vote({ channelId, seq }: PollPlace, userId: string, optionIds: string[]): Promise<VoteOutcome> {
    const [found] = await this.votes.query<[VoteRow]>(
      `WITH voter AS (
         SELECT CASE WHEN cardinality($4::uuid[]) > 0 AND silenced_until > clock_timestamp() THEN silenced_until END AS silenced_until
         FROM members WHERE channel_id = $1 AND user_id = $3 FOR SHARE
       ), open AS (
         SELECT channel_id, seq FROM polls
         WHERE channel_id = $1 AND seq = $2 AND closed_at IS NULL
           AND (closes_at IS NULL OR closes_at > clock_timestamp())
           AND EXISTS (SELECT FROM voter WHERE silenced_until IS NULL) FOR KEY SHARE
       ), voted AS (
         INSERT INTO poll_votes AS v (channel_id, seq, user_id, option_ids, pending, voted_at)
         SELECT channel_id, seq, $3, $4, true, clock_timestamp() FROM open
         WHERE cardinality($4::uuid[]) > 0
           OR EXISTS (SELECT FROM poll_votes WHERE channel_id = $1 AND seq = $2 AND user_id = $3)
         ON CONFLICT ON CONSTRAINT poll_votes_pkey DO UPDATE
           SET option_ids = EXCLUDED.option_ids, pending = true, voted_at = EXCLUDED.voted_at
           WHERE v.option_ids <> EXCLUDED.option_ids
         RETURNING v.user_id
       )
       SELECT (SELECT count(*)::int FROM voter) AS members, (SELECT silenced_until FROM voter) AS "silencedUntil",
              (SELECT count(*)::int FROM open) AS open, (SELECT count(*)::int FROM voted) AS voted`,
      [channelId, seq, userId, optionIds],
    );
    if (found.members === 0) return 'stranger';
    if (found.silencedUntil) return { silencedUntil: found.silencedUntil };
    if (found.open === 0) return 'closed';
    return found.voted === 1 ? 'voted' : 'same';
  }

  /** Everything that was committed before this was asked; those who ask at one time share a statement. */
  findUncounted(place: PollPlace): Promise<UncountedPoll | null> {
    return this.uncounted.read(place);
  }

  async findChoice({ channelId, seq }: PollPlace, userId: string): Promise<string[]> {
    return (await this.votes.findOneBy({ channelId, seq, userId }))?.optionIds ?? [];
  }

  /** Who chose what, in order of user id, after `after`. */
  findPage(
    { channelId, seq }: PollPlace,
    after: string | undefined,
    limit: number,
  ): Promise<Pick<PollVoteEntity, 'userId' | 'optionIds' | 'votedAt'>[]> {
    const page = this.votes
      .createQueryBuilder('v')
      .where('v.channelId = :channelId AND v.seq = :seq AND cardinality(v.optionIds) > 0', { channelId, seq });
    if (after !== undefined) page.andWhere('v.userId > :after', { after });
    return page.orderBy('v.userId').limit(limit).getMany();
  }

  /** False where votes were counted less than so long ago, through whichever instance. */
  async claimCount(manager: EntityManager, { channelId, seq }: PollPlace, everyMs: number): Promise<boolean> {
    const [, claimed] = await manager.query<[unknown, number]>(
      `UPDATE polls SET counted_at = clock_timestamp() WHERE channel_id = $1 AND seq = $2
         AND (counted_at IS NULL OR counted_at <= clock_timestamp() - make_interval(secs => $3::float8 / 1000))`,
      [channelId, seq, everyMs],
    );
    return claimed === 1;
  }

  /** Votes that the message's counts do not have yet, in the order of time; nobody changes them until the commit. */
  holdFresh(manager: EntityManager, { channelId, seq }: PollPlace, limit: number): Promise<FreshVote[]> {
    return manager.query(
      `SELECT user_id AS "userId", option_ids AS "optionIds", counted_ids AS "countedIds" FROM poll_votes
       WHERE channel_id = $1 AND seq = $2 AND pending ORDER BY voted_at, user_id LIMIT $3 FOR UPDATE`,
      [channelId, seq, limit],
    );
  }

  /** Says of votes that are held that the change `rev` counts them. */
  async markCounted(
    manager: EntityManager,
    { channelId, seq, rev }: PollPlace & { rev: number },
    votes: FreshVote[],
  ): Promise<void> {
    const parameters = [channelId, seq, votes.map(({ userId }) => userId)];
    const those = 'channel_id = $1 AND seq = $2 AND user_id = ANY($3)';
    await manager.query(`DELETE FROM poll_votes WHERE ${those} AND cardinality(option_ids) = 0`, parameters);
    await manager.query(`UPDATE poll_votes SET counted_ids = option_ids, pending = false, rev = $4 WHERE ${those}`, [
      ...parameters,
      rev,
    ]);
  }

  /** Of each of the options, those who chose it first, as far as they are counted. */
  async firstOf(
    manager: EntityManager,
    { channelId, seq }: PollPlace,
    optionIds: string[],
    limit: number,
  ): Promise<Map<string, string[]>> {
    const rows = await manager.query<{ optionId: string; userIds: string[] }[]>(
      `SELECT o.id AS "optionId", ARRAY(
         SELECT user_id FROM poll_votes
         WHERE channel_id = $1 AND seq = $2 AND counted_ids @> ARRAY[o.id] ORDER BY rev, voted_at, user_id LIMIT $4
       ) AS "userIds" FROM unnest($3::uuid[]) AS o (id)`,
      [channelId, seq, optionIds, limit],
    );
    return new Map(rows.map(({ optionId, userIds }) => [optionId, userIds]));
  }

  /** From here on nobody votes, and no vote is under way. Answers since when. */
  async close(manager: EntityManager, { channelId, seq }: PollPlace): Promise<Date> {
    const parameters = [channelId, seq];
    await manager.query('SELECT FROM polls WHERE channel_id = $1 AND seq = $2 FOR UPDATE', parameters);
    const [rows] = await manager.query<[{ closedAt: Date }[], number]>(
      `UPDATE polls SET closed_at = LEAST(closes_at, date_trunc('milliseconds', clock_timestamp()))
       WHERE channel_id = $1 AND seq = $2 RETURNING closed_at AS "closedAt"`,
      parameters,
    );
    return rows[0]?.closedAt ?? new Date();
  }

  /** Messages whose polls are open though their time is over. */
  findDue(limit: number): Promise<string[]> {
    return this.messageIds(
      `SELECT channel_id, seq FROM polls WHERE closed_at IS NULL AND closes_at <= clock_timestamp()
       ORDER BY closes_at LIMIT $1`,
      [limit],
    );
  }

  /** Messages whose polls have votes that have waited this long to be counted. */
  findStale(seconds: number, limit: number): Promise<string[]> {
    return this.messageIds(
      `SELECT channel_id, seq FROM poll_votes WHERE pending AND voted_at < now() - make_interval(secs => $2)
       GROUP BY channel_id, seq LIMIT $1`,
      [limit, seconds],
    );
  }

  private async messageIds(places: string, parameters: number[]): Promise<string[]> {
    const rows = await this.votes.query<{ id: string }[]>(
      `SELECT m.id FROM (${places}) p JOIN messages m ON m.channel_id = p.channel_id AND m.seq = p.seq`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }
}

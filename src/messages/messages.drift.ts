import type { DriftCheck } from '../core/database/drift.js';
import { MAX_NAMED } from './reaction-list.js';

const PLACE = `channel_id || ' ' || seq`;

/** Whatever is kept beside messages so that no request needs to count, compared with a recount. */
export const messageChecks: DriftCheck[] = [
  {
    name: 'heads of channels and their messages',
    text: `
      SELECT c.id::text AS place, format('seq %s, rev %s', c.seq, c.rev) AS kept,
             format('%s messages up to seq %s, rev %s', m.count, m.seq, m.rev) AS counted
      FROM channels c LEFT JOIN LATERAL (
        SELECT count(*)::int AS count, coalesce(max(seq), 0) AS seq, coalesce(max(rev), 0) AS rev
        FROM messages WHERE channel_id = c.id
      ) m ON true
      WHERE (c.seq, c.seq, c.rev) IS DISTINCT FROM (m.count, m.seq, m.rev)`,
  },
  {
    name: 'mentions by reader and the mentions of messages',
    text: `
      WITH counted AS (
        SELECT m.channel_id, m.seq, whom.id FROM messages m CROSS JOIN LATERAL mentioned_by(m.mentions, m.author_id) AS whom (id)
        WHERE m.mentions IS NOT NULL
      )
      SELECT coalesce(kept.channel_id, counted.channel_id) || ' ' || coalesce(kept.seq, counted.seq) AS place,
             kept.user_id::text AS kept, counted.id::text AS counted
      FROM mentions kept FULL JOIN counted
        ON counted.channel_id = kept.channel_id AND counted.seq = kept.seq AND counted.id = kept.user_id
      WHERE kept.user_id IS NULL OR counted.id IS NULL`,
  },
  {
    // Emoji stand in the order in which they came, which the rows of those that are left do not tell.
    name: 'reactions of messages and who reacted',
    text: `
      WITH counted AS (
        SELECT channel_id, seq, jsonb_object_agg(emoji, jsonb_build_object('count', count, 'userIds', people)) AS by_emoji
        FROM (
          SELECT channel_id, seq, emoji, count(*) AS count,
                 to_jsonb((array_agg(user_id ORDER BY rev))[1:${MAX_NAMED}]) AS people
          FROM reactions GROUP BY 1, 2, 3
        ) each GROUP BY 1, 2
      ), kept AS (
        SELECT channel_id, seq, (
          SELECT jsonb_object_agg(r->>'emoji', r - 'emoji') FROM jsonb_array_elements(reactions) AS r
        ) AS by_emoji
        FROM messages WHERE reactions IS NOT NULL
      )
      SELECT ${PLACE} AS place, kept.by_emoji::text AS kept, counted.by_emoji::text AS counted
      FROM kept FULL JOIN counted USING (channel_id, seq) WHERE kept.by_emoji IS DISTINCT FROM counted.by_emoji`,
  },
  {
    name: 'pinned messages and pins',
    text: `
      SELECT ${PLACE} AS place, kept.pinned_at::text AS kept, pins.rev::text AS counted
      FROM (SELECT channel_id, seq, pinned_at FROM messages WHERE pinned_at IS NOT NULL) kept
      FULL JOIN pins USING (channel_id, seq) WHERE kept.pinned_at IS NULL OR pins.rev IS NULL`,
  },
  {
    // A vote that waits to be counted has beside it what the message has of it.
    name: 'polls of messages and counted votes',
    text: `
      WITH counted AS (
        SELECT p.channel_id, p.seq, (SELECT count(*) FROM poll_votes v WHERE v.channel_id = p.channel_id AND v.seq = p.seq
          AND cardinality(v.counted_ids) > 0) AS voters, coalesce((
          SELECT jsonb_object_agg(option_id, votes) FROM (
            SELECT option_id, count(*) AS votes FROM poll_votes v CROSS JOIN LATERAL unnest(v.counted_ids) AS option_id
            WHERE v.channel_id = p.channel_id AND v.seq = p.seq GROUP BY 1
          ) each), '{}') AS votes
        FROM polls p
      ), kept AS (
        SELECT channel_id, seq, (poll->>'voters')::bigint AS voters, coalesce((
          SELECT jsonb_object_agg(o->>'id', o->'votes') FROM jsonb_array_elements(poll->'options') AS o
          WHERE o->'votes' <> '0'), '{}') AS votes
        FROM messages WHERE poll IS NOT NULL
      )
      SELECT ${PLACE} AS place, format('%s voters, %s', kept.voters, kept.votes) AS kept,
             format('%s voters, %s', counted.voters, counted.votes) AS counted
      FROM kept FULL JOIN counted USING (channel_id, seq)
      WHERE (kept.voters, kept.votes) IS DISTINCT FROM (counted.voters, counted.votes)`,
  },
  {
    // What a message shows of its thread may be behind, as long as that is noted.
    name: 'replies to messages and their threads',
    text: `
      SELECT t.id::text AS place, coalesce(m.thread->>'seq', '0') AS kept, t.seq::text AS counted
      FROM channels t LEFT JOIN messages m ON m.id = t.id
      WHERE t.parent_id IS NOT NULL AND (
        (coalesce(m.thread->>'seq', '0'), m.channel_id) IS DISTINCT FROM (t.told_seq::text, t.parent_id)
        OR (t.told_seq <> t.seq AND NOT EXISTS (SELECT FROM untold_threads WHERE thread_id = t.id)))`,
  },
];

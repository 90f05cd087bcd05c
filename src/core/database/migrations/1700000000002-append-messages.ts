import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores a batch of messages in one round trip: see docs/adr/0002-group-commit.md.
 *
 * A function and not one statement, because each query of a VOLATILE function sees what was committed before it began:
 * once the channels are locked, duplicates and memberships are read as they are now, not as they were when the batch
 * began to wait. Channels are locked in one order, so that batches of several instances never deadlock.
 */
export class AppendMessages1700000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION append_messages(
        p_ids uuid[], p_channels uuid[], p_authors uuid[], p_clients uuid[], p_bodies text[], p_htmls text[],
        p_event uuid, p_topic text
      ) RETURNS TABLE (
        verdict text, seq integer, rev integer, members_version integer, created_ms float8, sent jsonb
      ) LANGUAGE plpgsql AS $$
      #variable_conflict use_column
      DECLARE
        at timestamptz;
      BEGIN
        PERFORM FROM channels c WHERE c.id = ANY(p_channels) ORDER BY c.id FOR NO KEY UPDATE;
        at := date_trunc('milliseconds', clock_timestamp());
        RETURN QUERY
        WITH judged AS (
          SELECT i.*, c.seq AS head_seq, c.rev AS head_rev, c.members_version,
                 CASE WHEN sent.id IS NOT NULL THEN to_jsonb(sent) END AS sent,
                 CASE WHEN c.id IS NULL OR (m.user_id IS NULL AND c.kind <> 'public') THEN 'not_found'
                      WHEN m.user_id IS NULL THEN 'forbidden'
                      WHEN sent.id IS NOT NULL THEN 'duplicate'
                      WHEN c.archived_at IS NOT NULL THEN 'archived'
                      ELSE 'created' END AS verdict
          FROM unnest(p_ids, p_channels, p_authors, p_clients, p_bodies, p_htmls)
            WITH ORDINALITY AS i (id, channel_id, author_id, client_id, body, html, n)
          LEFT JOIN LATERAL (SELECT * FROM channels WHERE channels.id = i.channel_id LIMIT 1) c ON true
          LEFT JOIN LATERAL (
            SELECT members.user_id FROM members
            WHERE members.channel_id = i.channel_id AND members.user_id = i.author_id LIMIT 1
          ) m ON true
          LEFT JOIN LATERAL (
            SELECT * FROM messages
            WHERE messages.channel_id = i.channel_id AND messages.author_id = i.author_id
              AND messages.client_id = i.client_id LIMIT 1
          ) sent ON true
        ), placed AS (
          SELECT j.*, (count(*) FILTER (WHERE j.verdict = 'created')
                         OVER (PARTITION BY j.channel_id ORDER BY j.n))::integer AS place
          FROM judged j
        ), inserted AS (
          INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
          SELECT p.channel_id, p.head_seq + p.place, p.head_rev + p.place, p.id, p.author_id, p.client_id, p.body,
                 p.html, at
          FROM placed p WHERE p.verdict = 'created'
        ), heads AS (
          SELECT p.channel_id, max(p.place) AS count, max(p.head_seq) AS seq, max(p.head_rev) AS rev,
                 max(p.members_version) AS members_version
          FROM placed p WHERE p.verdict = 'created' GROUP BY p.channel_id
        ), moved AS (
          UPDATE channels c SET seq = h.seq + h.count, rev = h.rev + h.count FROM heads h WHERE c.id = h.channel_id
        ), readers AS (
          UPDATE members m SET read_seq = a.seq
          FROM (SELECT p.channel_id, p.author_id, max(p.head_seq + p.place) AS seq
                FROM placed p WHERE p.verdict = 'created' GROUP BY 1, 2) a
          WHERE m.channel_id = a.channel_id AND m.user_id = a.author_id AND m.read_seq < a.seq
        ), event AS (
          INSERT INTO outbox (id, topic, data)
          SELECT p_event, p_topic, jsonb_agg(jsonb_build_object(
            'channelId', h.channel_id, 'since', h.rev, 'rev', h.rev + h.count, 'seq', h.seq + h.count,
            'membersVersion', h.members_version))
          FROM heads h HAVING count(*) > 0
        )
        SELECT p.verdict, p.head_seq + p.place, p.head_rev + p.place, p.members_version,
               (extract(epoch FROM at) * 1000)::float8, p.sent
        FROM placed p ORDER BY p.n;
      END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION append_messages(uuid[], uuid[], uuid[], uuid[], text[], text[], uuid, text)');
  }
}

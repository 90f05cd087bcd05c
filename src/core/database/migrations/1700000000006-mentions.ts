import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who a message mentions: in the message, as it was sent, and by reader, so that what somebody has not seen is counted
 * by index. A mention of everybody is one row, however many they are.
 *
 * The functions without mentions stay beside the new ones: instances of the version before use them while an upgrade
 * goes from one to the next.
 */
export class Mentions1700000000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE messages ADD COLUMN mentions jsonb`);
    await db.query(`
      CREATE TABLE mentions (
        channel_id uuid NOT NULL,
        user_id uuid NOT NULL,
        seq integer NOT NULL,
        CONSTRAINT mentions_pkey PRIMARY KEY (channel_id, user_id, seq)
      )`);
    // Everybody stands for each, and nobody is told of a mention by themselves.
    await db.query(`
      CREATE FUNCTION mentioned_by(p_mentions jsonb, p_author uuid) RETURNS SETOF uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT '00000000-0000-0000-0000-000000000000'::uuid WHERE p_mentions->>'all' = 'channel'
        UNION ALL
        SELECT id::uuid FROM jsonb_array_elements_text(p_mentions->'userIds') AS id
        WHERE p_mentions->>'all' <> 'channel' AND id::uuid <> p_author
      $$`);
    await db.query(`
      CREATE FUNCTION append_messages(
        p_ids uuid[], p_channels uuid[], p_authors uuid[], p_clients uuid[], p_bodies text[], p_htmls text[],
        p_mentions jsonb[], p_event uuid, p_topic text
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
          FROM unnest(p_ids, p_channels, p_authors, p_clients, p_bodies, p_htmls, p_mentions)
            WITH ORDINALITY AS i (id, channel_id, author_id, client_id, body, html, mentions, n)
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
          INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, mentions, created_at)
          SELECT p.channel_id, p.head_seq + p.place, p.head_rev + p.place, p.id, p.author_id, p.client_id, p.body,
                 p.html, p.mentions, at
          FROM placed p WHERE p.verdict = 'created'
        ), mentioned AS (
          INSERT INTO mentions (channel_id, user_id, seq)
          SELECT p.channel_id, whom.id, p.head_seq + p.place
          FROM placed p CROSS JOIN LATERAL mentioned_by(p.mentions, p.author_id) AS whom (id)
          WHERE p.verdict = 'created' AND p.mentions IS NOT NULL
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
    await db.query(`
      CREATE FUNCTION append_message(
        p_id uuid, p_channel uuid, p_author uuid, p_client uuid, p_body text, p_html text,
        p_mentions jsonb, p_event uuid, p_topic text
      ) RETURNS TABLE (
        verdict text, seq integer, rev integer, members_version integer, created_ms float8, sent jsonb
      ) LANGUAGE plpgsql AS $$
      #variable_conflict use_column
      DECLARE
        channel channels;
        first messages;
        at timestamptz;
      BEGIN
        SELECT * INTO channel FROM channels c WHERE c.id = p_channel FOR NO KEY UPDATE;
        SELECT * INTO first FROM messages m
          WHERE m.channel_id = p_channel AND m.author_id = p_author AND m.client_id = p_client;
        PERFORM FROM members m WHERE m.channel_id = p_channel AND m.user_id = p_author;
        IF channel.id IS NULL OR (NOT FOUND AND channel.kind <> 'public') THEN verdict := 'not_found';
        ELSIF NOT FOUND THEN verdict := 'forbidden';
        ELSIF first.id IS NOT NULL THEN verdict := 'duplicate'; sent := to_jsonb(first);
        ELSIF channel.archived_at IS NOT NULL THEN verdict := 'archived';
        ELSE
          verdict := 'created';
          seq := channel.seq + 1;
          rev := channel.rev + 1;
          members_version := channel.members_version;
          at := date_trunc('milliseconds', clock_timestamp());
          created_ms := extract(epoch FROM at) * 1000;
          INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, mentions, created_at)
            VALUES (p_channel, channel.seq + 1, channel.rev + 1, p_id, p_author, p_client, p_body, p_html, p_mentions, at);
          IF p_mentions IS NOT NULL THEN
            INSERT INTO mentions (channel_id, user_id, seq)
              SELECT p_channel, whom.id, channel.seq + 1 FROM mentioned_by(p_mentions, p_author) AS whom (id);
          END IF;
          UPDATE channels c SET seq = channel.seq + 1, rev = channel.rev + 1 WHERE c.id = p_channel;
          UPDATE members m SET read_seq = channel.seq + 1 WHERE m.channel_id = p_channel AND m.user_id = p_author;
          INSERT INTO outbox (id, topic, data) VALUES (p_event, p_topic, jsonb_build_array(jsonb_build_object(
            'channelId', p_channel, 'since', channel.rev, 'rev', channel.rev + 1, 'seq', channel.seq + 1,
            'membersVersion', channel.members_version)));
        END IF;
        RETURN NEXT;
      END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      'DROP FUNCTION append_messages(uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], uuid, text)',
    );
    await db.query('DROP FUNCTION append_message(uuid, uuid, uuid, uuid, text, text, jsonb, uuid, text)');
    await db.query('DROP FUNCTION mentioned_by(jsonb, uuid)');
    await db.query('DROP TABLE mentions');
    await db.query('ALTER TABLE messages DROP COLUMN mentions');
  }
}

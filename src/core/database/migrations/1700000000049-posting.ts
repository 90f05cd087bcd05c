import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may post: announcement channels, slow mode, read-only and silenced members. `post_message` and `post_messages` judge
 * it as of the channel's lock, by columns of rows that they read anyway; `requireMayPost` in channel-policy.ts is their twin.
 *
 * The functions that know none of this stay: instances of the release before use them while an upgrade goes from one to
 * the next.
 */
export class Posting1700000000049 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE channels
        ADD COLUMN posting text NOT NULL DEFAULT 'everyone',
        ADD COLUMN slow_mode_seconds integer NOT NULL DEFAULT 0`);
    await db.query(`
      ALTER TABLE members
        ADD COLUMN posted_at timestamptz,
        ADD COLUMN silenced_until timestamptz`);
    await this.directory(db, 'kind, name, topic, retention_days, archived_at, posting, slow_mode_seconds');
    await this.many(db);
    await this.one(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION post_message(uuid, uuid, uuid, uuid, text, text, jsonb, uuid, text)');
    await db.query('DROP FUNCTION post_messages(uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], uuid, text)');
    await this.directory(db, 'kind, name, topic, retention_days, archived_at');
    await db.query('ALTER TABLE members DROP COLUMN silenced_until, DROP COLUMN posted_at');
    await db.query('ALTER TABLE channels DROP COLUMN slow_mode_seconds, DROP COLUMN posting');
  }

  /** The list of public channels shows these columns. */
  private async directory(db: QueryRunner, columns: string): Promise<void> {
    await db.query('DROP TRIGGER channels_directory_changed ON channels');
    await db.query(`
      CREATE CONSTRAINT TRIGGER channels_directory_changed AFTER UPDATE OF ${columns} ON channels
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'public' OR OLD.kind = 'public')
      EXECUTE FUNCTION move_shared_version('directory')`);
  }

  /**
   * `until_ms`: when a silence ends, or slow mode lets its member post again. Of several drafts of one member in a slow
   * channel the first is the one that is posted; a retry of what is there already is none of them.
   */
  private async many(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION post_messages(
        p_ids uuid[], p_channels uuid[], p_authors uuid[], p_clients uuid[], p_bodies text[], p_htmls text[],
        p_mentions jsonb[], p_event uuid, p_topic text
      ) RETURNS TABLE (
        verdict text, seq integer, rev integer, members_version integer, created_ms float8, until_ms float8, sent jsonb
      ) LANGUAGE plpgsql AS $$
      #variable_conflict use_column
      DECLARE
        at timestamptz;
      BEGIN
        PERFORM FROM channels c WHERE c.id = ANY(p_channels) ORDER BY c.id FOR NO KEY UPDATE;
        at := date_trunc('milliseconds', clock_timestamp());
        RETURN QUERY
        WITH judged AS (
          SELECT i.*, c.seq AS head_seq, c.rev AS head_rev, c.members_version, c.slow_mode_seconds,
                 m.silenced_until, m.posted_at,
                 CASE WHEN sent.id IS NOT NULL THEN to_jsonb(sent) END AS sent,
                 CASE WHEN c.id IS NULL OR (m.user_id IS NULL AND c.kind <> 'public') THEN 'not_found'
                      WHEN m.user_id IS NULL THEN 'forbidden'
                      WHEN sent.id IS NOT NULL THEN 'duplicate'
                      WHEN c.archived_at IS NOT NULL THEN 'archived'
                      WHEN m.role = 'read-only' THEN 'read_only'
                      WHEN c.posting = 'moderators' AND m.role NOT IN ('owner', 'moderator') THEN 'announcement'
                      WHEN m.silenced_until > at THEN 'silenced'
                      WHEN c.slow_mode_seconds > 0 AND m.role NOT IN ('owner', 'moderator') AND (
                        m.posted_at + make_interval(secs => c.slow_mode_seconds) > at OR EXISTS (
                          SELECT FROM unnest(p_channels, p_authors, p_clients)
                            WITH ORDINALITY AS earlier (channel_id, author_id, client_id, n)
                          WHERE earlier.n < i.n AND earlier.channel_id = i.channel_id AND earlier.author_id = i.author_id
                            AND NOT EXISTS (
                              SELECT FROM messages
                              WHERE messages.channel_id = earlier.channel_id AND messages.author_id = earlier.author_id
                                AND messages.client_id = earlier.client_id))) THEN 'slow'
                      ELSE 'created' END AS verdict
          FROM unnest(p_ids, p_channels, p_authors, p_clients, p_bodies, p_htmls, p_mentions)
            WITH ORDINALITY AS i (id, channel_id, author_id, client_id, body, html, mentions, n)
          LEFT JOIN LATERAL (SELECT * FROM channels WHERE channels.id = i.channel_id LIMIT 1) c ON true
          LEFT JOIN LATERAL (
            SELECT members.user_id, members.role, members.posted_at, members.silenced_until FROM members
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
          UPDATE members m SET read_seq = a.seq, posted_at = at
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
               (extract(epoch FROM at) * 1000)::float8,
               (extract(epoch FROM CASE p.verdict WHEN 'silenced' THEN p.silenced_until
                  WHEN 'slow' THEN make_interval(secs => p.slow_mode_seconds) + CASE
                    WHEN p.posted_at + make_interval(secs => p.slow_mode_seconds) > at THEN p.posted_at ELSE at END
                END) * 1000)::float8,
               p.sent
        FROM placed p ORDER BY p.n;
      END $$`);
  }

  private async one(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION post_message(
        p_id uuid, p_channel uuid, p_author uuid, p_client uuid, p_body text, p_html text,
        p_mentions jsonb, p_event uuid, p_topic text
      ) RETURNS TABLE (
        verdict text, seq integer, rev integer, members_version integer, created_ms float8, until_ms float8, sent jsonb
      ) LANGUAGE plpgsql AS $$
      #variable_conflict use_column
      DECLARE
        channel channels;
        first messages;
        author members;
        free_at timestamptz;
        at timestamptz;
      BEGIN
        SELECT * INTO channel FROM channels c WHERE c.id = p_channel FOR NO KEY UPDATE;
        SELECT * INTO first FROM messages m
          WHERE m.channel_id = p_channel AND m.author_id = p_author AND m.client_id = p_client;
        SELECT * INTO author FROM members m WHERE m.channel_id = p_channel AND m.user_id = p_author;
        at := date_trunc('milliseconds', clock_timestamp());
        created_ms := extract(epoch FROM at) * 1000;
        IF channel.slow_mode_seconds > 0 AND author.role NOT IN ('owner', 'moderator') THEN
          free_at := author.posted_at + make_interval(secs => channel.slow_mode_seconds);
        END IF;
        IF channel.id IS NULL OR (author.user_id IS NULL AND channel.kind <> 'public') THEN verdict := 'not_found';
        ELSIF author.user_id IS NULL THEN verdict := 'forbidden';
        ELSIF first.id IS NOT NULL THEN verdict := 'duplicate'; sent := to_jsonb(first);
        ELSIF channel.archived_at IS NOT NULL THEN verdict := 'archived';
        ELSIF author.role = 'read-only' THEN verdict := 'read_only';
        ELSIF channel.posting = 'moderators' AND author.role NOT IN ('owner', 'moderator') THEN
          verdict := 'announcement';
        ELSIF author.silenced_until > at THEN
          verdict := 'silenced';
          until_ms := extract(epoch FROM author.silenced_until) * 1000;
        ELSIF free_at > at THEN
          verdict := 'slow';
          until_ms := extract(epoch FROM free_at) * 1000;
        ELSE
          verdict := 'created';
          seq := channel.seq + 1;
          rev := channel.rev + 1;
          members_version := channel.members_version;
          INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, mentions, created_at)
            VALUES (p_channel, channel.seq + 1, channel.rev + 1, p_id, p_author, p_client, p_body, p_html, p_mentions, at);
          IF p_mentions IS NOT NULL THEN
            INSERT INTO mentions (channel_id, user_id, seq)
              SELECT p_channel, whom.id, channel.seq + 1 FROM mentioned_by(p_mentions, p_author) AS whom (id);
          END IF;
          UPDATE channels c SET seq = channel.seq + 1, rev = channel.rev + 1 WHERE c.id = p_channel;
          UPDATE members m SET read_seq = channel.seq + 1, posted_at = at
            WHERE m.channel_id = p_channel AND m.user_id = p_author;
          INSERT INTO outbox (id, topic, data) VALUES (p_event, p_topic, jsonb_build_array(jsonb_build_object(
            'channelId', p_channel, 'since', channel.rev, 'rev', channel.rev + 1, 'seq', channel.seq + 1,
            'membersVersion', channel.members_version)));
        END IF;
        RETURN NEXT;
      END $$`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `append_messages` for a batch of one: the same rules and the same answer in plain statements by key, which a lone
 * sender gets sooner.
 */
export class AppendMessage1700000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION append_message(
        p_id uuid, p_channel uuid, p_author uuid, p_client uuid, p_body text, p_html text, p_event uuid, p_topic text
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
          INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
            VALUES (p_channel, channel.seq + 1, channel.rev + 1, p_id, p_author, p_client, p_body, p_html, at);
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
    await db.query('DROP FUNCTION append_message(uuid, uuid, uuid, uuid, text, text, uuid, text)');
  }
}

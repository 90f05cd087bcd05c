import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Messages that people reported, with what they said then. A queue is read by its state, the newest first: a channel's by
 * its moderators, and `for_server`, the one of all channels whose reports the server's administrators see. And messages
 * that somebody else than their author deleted, and why.
 */
export class MessageReports1700000000054 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE message_reports (
        id uuid NOT NULL CONSTRAINT message_reports_pkey PRIMARY KEY,
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        message_id uuid NOT NULL,
        author_id uuid NOT NULL,
        body text NOT NULL,
        reporter_id uuid NOT NULL,
        reason text NOT NULL,
        comment text NOT NULL,
        reported_at timestamptz NOT NULL DEFAULT now(),
        for_server boolean NOT NULL,
        state text NOT NULL DEFAULT 'open',
        outcome text,
        note text NOT NULL DEFAULT '',
        resolved_by uuid,
        resolved_at timestamptz
      )`);
    await db.query(`CREATE UNIQUE INDEX message_reports_once ON message_reports (channel_id, seq, reporter_id)`);
    await db.query(`CREATE INDEX message_reports_channel ON message_reports (channel_id, state, id)`);
    await db.query(`CREATE INDEX message_reports_server ON message_reports (state, id) WHERE for_server`);
    await db.query(`
      CREATE TABLE removals (
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        removed_by uuid NOT NULL,
        reason text NOT NULL,
        removed_at timestamptz NOT NULL,
        CONSTRAINT removals_pkey PRIMARY KEY (channel_id, seq)
      )`);
    await db.query(`CREATE INDEX users_administrators ON users (id) WHERE role <> 'member'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX users_administrators');
    await db.query('DROP TABLE removals');
    await db.query('DROP TABLE message_reports');
  }
}

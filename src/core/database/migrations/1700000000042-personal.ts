import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is a user's own: drafts and saved messages, each change under a number that only grows. A draft that was cleared
 * keeps its row for a while, so that what another device wrote before that does not come back.
 */
export class Personal1700000000042 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE personal_heads (
        user_id uuid NOT NULL,
        rev integer NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT personal_heads_pkey PRIMARY KEY (user_id)
      )`);
    await db.query(`
      CREATE TABLE drafts (
        user_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        body text NOT NULL,
        rev integer NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT drafts_pkey PRIMARY KEY (user_id, channel_id)
      )`);
    await db.query(`CREATE UNIQUE INDEX drafts_order ON drafts (user_id, rev)`);
    await db.query(`
      CREATE TABLE saved_messages (
        user_id uuid NOT NULL,
        message_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        rev integer NOT NULL,
        saved_at timestamptz NOT NULL,
        CONSTRAINT saved_messages_pkey PRIMARY KEY (user_id, message_id)
      )`);
    await db.query(`CREATE UNIQUE INDEX saved_messages_order ON saved_messages (user_id, rev)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE saved_messages');
    await db.query('DROP TABLE drafts');
    await db.query('DROP TABLE personal_heads');
  }
}

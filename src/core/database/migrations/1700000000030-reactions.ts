import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who reacted to what: a row for each, and beside the message what is shown of them, so that reading a page of messages
 * costs no look at the rows. `rev` is the change that brought the reaction, and so the order of time.
 */
export class Reactions1700000000030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE messages ADD COLUMN reactions jsonb`);
    await db.query(`
      CREATE TABLE reactions (
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        emoji text NOT NULL,
        user_id uuid NOT NULL,
        rev integer NOT NULL,
        CONSTRAINT reactions_pkey PRIMARY KEY (channel_id, seq, emoji, user_id)
      )`);
    await db.query(`CREATE UNIQUE INDEX reactions_order ON reactions (channel_id, seq, emoji, rev)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE reactions');
    await db.query('ALTER TABLE messages DROP COLUMN reactions');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What messages said before they were edited, by the edit that replaced it. */
export class MessageEdits1700000000032 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE message_edits (
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        rev integer NOT NULL,
        body text NOT NULL,
        html text NOT NULL,
        replaced_at timestamptz NOT NULL,
        CONSTRAINT message_edits_pkey PRIMARY KEY (channel_id, seq, rev)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE message_edits');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reminders, and how far the authors of messages have been told of reactions to them. */
export class Reminders1700000000045 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE reminders (
        id uuid NOT NULL CONSTRAINT reminders_pkey PRIMARY KEY,
        user_id uuid NOT NULL,
        message_id uuid,
        channel_id uuid,
        text text NOT NULL,
        remind_at timestamptz NOT NULL,
        reminded_at timestamptz,
        rev integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query('CREATE INDEX reminders_waiting ON reminders (user_id, remind_at, id) WHERE reminded_at IS NULL');
    await db.query('CREATE INDEX reminders_told ON reminders (user_id, remind_at, id) WHERE reminded_at IS NOT NULL');
    await db.query('CREATE INDEX reminders_due ON reminders (remind_at) WHERE reminded_at IS NULL');
    await db.query('CREATE INDEX reminders_done ON reminders (reminded_at) WHERE reminded_at IS NOT NULL');
    // Nobody is told now of the reactions of before.
    await db.query(
      `INSERT INTO log_cursors (consumer, channel_id, seq) SELECT 'reactions', id, rev FROM channels
       ON CONFLICT DO NOTHING`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DELETE FROM log_cursors WHERE consumer = 'reactions'`);
    await db.query('DROP TABLE reminders');
  }
}

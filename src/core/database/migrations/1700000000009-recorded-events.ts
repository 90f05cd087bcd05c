import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events that the worker carries out, each in one transaction with what follows from it. */
export class RecordedEvents1700000000009 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE recorded_events (
        id uuid NOT NULL CONSTRAINT recorded_events_pkey PRIMARY KEY,
        topic text NOT NULL,
        data jsonb NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        failed_at timestamptz,
        error text
      )`);
    await db.query(`CREATE INDEX recorded_events_due ON recorded_events (due_at) WHERE failed_at IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE recorded_events');
  }
}

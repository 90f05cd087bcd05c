import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happens to the server, in figures and as a log; and in which order what stands in its logs was committed. */
export class Dashboard1700000000023 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION current_transaction() RETURNS bigint LANGUAGE sql
      AS 'SELECT pg_current_xact_id()::text::bigint'`);
    await db.query(`
      CREATE TABLE activity_history (
        span text NOT NULL,
        at timestamptz NOT NULL,
        peaks jsonb NOT NULL,
        counts jsonb NOT NULL,
        CONSTRAINT activity_history_pkey PRIMARY KEY (span, at)
      )`);
    await db.query(`
      CREATE TABLE system_events (
        id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        action text NOT NULL,
        target text NOT NULL,
        detail jsonb NOT NULL,
        key text,
        tx bigint NOT NULL DEFAULT current_transaction(),
        CONSTRAINT system_events_pkey PRIMARY KEY (id)
      )`);
    await db.query('CREATE UNIQUE INDEX system_events_key ON system_events (key)');
    await db.query('CREATE INDEX system_events_tx ON system_events (tx, id)');
    await db.query('ALTER TABLE audit_log ADD COLUMN tx bigint NOT NULL DEFAULT current_transaction()');
    await db.query('CREATE INDEX audit_log_tx ON audit_log (tx, id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE audit_log DROP COLUMN tx');
    await db.query('DROP TABLE system_events');
    await db.query('DROP TABLE activity_history');
    await db.query('DROP FUNCTION current_transaction()');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people did to the server itself. */
export class Admin1700000000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE audit_log (
        id uuid NOT NULL CONSTRAINT audit_log_pkey PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor_id uuid,
        action text NOT NULL,
        target text NOT NULL,
        detail jsonb NOT NULL,
        ip text
      )`);
    await db.query(`CREATE INDEX audit_log_action ON audit_log (action, id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE audit_log`);
  }
}

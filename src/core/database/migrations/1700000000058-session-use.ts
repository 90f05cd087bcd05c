import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a session was last used, as far as its tokens say. */
export class SessionUse1700000000058 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sessions ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now()');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sessions DROP COLUMN last_used_at');
  }
}

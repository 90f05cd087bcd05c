import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a session was opened with, so that people hear of a sign-in with something new. */
export class SessionDevices1700000000011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE sessions ADD COLUMN user_agent text NOT NULL DEFAULT ''`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sessions DROP COLUMN user_agent');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sessions whose holders may act, for statements that ask something else in the same breath. The limit keeps the planner
 * from joining all users to a session where there are few.
 */
export class LiveSessions1700000000056 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE VIEW live_sessions AS
      SELECT s.id, s.user_id, u.role FROM sessions s
      CROSS JOIN LATERAL (SELECT users.role FROM users WHERE users.id = s.user_id AND users.disabled_at IS NULL LIMIT 1) u
      WHERE s.revoked_at IS NULL AND s.expires_at > now()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP VIEW live_sessions');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a live session ends by itself, for those who remember that it lives. */
export class SessionEnds1700000000061 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE VIEW live_sessions AS
      SELECT s.id, s.user_id, u.role, s.expires_at FROM sessions s
      CROSS JOIN LATERAL (SELECT users.role FROM users WHERE users.id = s.user_id AND users.disabled_at IS NULL LIMIT 1) u
      WHERE s.revoked_at IS NULL AND s.expires_at > now()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP VIEW live_sessions');
    await db.query(`
      CREATE VIEW live_sessions AS
      SELECT s.id, s.user_id, u.role FROM sessions s
      CROSS JOIN LATERAL (SELECT users.role FROM users WHERE users.id = s.user_id AND users.disabled_at IS NULL LIMIT 1) u
      WHERE s.revoked_at IS NULL AND s.expires_at > now()`);
  }
}

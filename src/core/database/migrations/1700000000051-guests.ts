import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Guests: users who see their channels and whom they share one with, and nothing else of the organisation. A flag beside
 * the role and no role of its own: instances of the release before take whoever is no `member` for an administrator.
 */
export class Guests1700000000051 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE users ADD COLUMN guest boolean NOT NULL DEFAULT false');
    await db.query(`
      CREATE FUNCTION acquaintances(p_user uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
        SELECT p_user
        UNION ALL
        SELECT theirs.user_id FROM members mine JOIN members theirs ON theirs.channel_id = mine.channel_id
        WHERE mine.user_id = p_user
      $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION acquaintances(uuid)');
    await db.query('ALTER TABLE users DROP COLUMN guest');
  }
}

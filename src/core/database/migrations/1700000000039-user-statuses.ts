import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people chose to be for others, and what they say of themselves; who chose nothing has no row. */
export class UserStatuses1700000000039 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE user_statuses (
        user_id uuid NOT NULL CONSTRAINT user_statuses_pkey PRIMARY KEY,
        status text NOT NULL DEFAULT 'online',
        emoji text,
        text text NOT NULL DEFAULT '',
        expires_at timestamptz
      )`);
    await db.query(`CREATE INDEX user_statuses_expiry ON user_statuses (expires_at) WHERE expires_at IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE user_statuses');
  }
}

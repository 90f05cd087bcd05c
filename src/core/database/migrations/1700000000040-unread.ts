import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When members last moved their read marker back: an instance that was not told looks there. */
export class Unread1700000000040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE members ADD COLUMN unread_at timestamptz');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE members DROP COLUMN unread_at');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was read-only in a channel that they left is so when they come back, as who was silenced is. */
export class KeptStanding1700000000057 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE silences ALTER COLUMN until DROP NOT NULL');
    await db.query('ALTER TABLE silences ADD COLUMN read_only boolean NOT NULL DEFAULT false');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DELETE FROM silences WHERE until IS NULL');
    await db.query('ALTER TABLE silences DROP COLUMN read_only');
    await db.query('ALTER TABLE silences ALTER COLUMN until SET NOT NULL');
  }
}

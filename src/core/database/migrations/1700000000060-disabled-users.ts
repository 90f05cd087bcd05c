import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts that are disabled, as administrators list them: few among many. */
export class DisabledUsers1700000000060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX users_disabled ON users (username) WHERE disabled_at IS NOT NULL');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX users_disabled');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether others see how far somebody has read, and they how far others have. */
export class ReadReceipts1700000000041 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE users ADD COLUMN read_receipts boolean NOT NULL DEFAULT true');
    await db.query(`
      CREATE TRIGGER users_read_receipts BEFORE UPDATE OF read_receipts ON users
      FOR EACH ROW EXECUTE FUNCTION move_profile_version()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER users_read_receipts ON users');
    await db.query('ALTER TABLE users DROP COLUMN read_receipts');
  }
}

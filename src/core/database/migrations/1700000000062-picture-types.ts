import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A picture's first bytes say what it is. */
export class PictureTypes1700000000062 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE avatars DROP COLUMN type');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE avatars ADD COLUMN type text');
    await db.query(`
      UPDATE avatars SET type = CASE get_byte(content, 0)
        WHEN 137 THEN 'image/png' WHEN 255 THEN 'image/jpeg' ELSE 'image/webp' END`);
    await db.query('ALTER TABLE avatars ALTER COLUMN type SET NOT NULL');
  }
}

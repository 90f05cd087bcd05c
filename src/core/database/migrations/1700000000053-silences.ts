import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when people who left a channel would be silenced in it: whoever comes back is. */
export class Silences1700000000053 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE silences (
        channel_id uuid NOT NULL,
        user_id uuid NOT NULL,
        until timestamptz NOT NULL,
        CONSTRAINT silences_pkey PRIMARY KEY (channel_id, user_id)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE silences');
  }
}

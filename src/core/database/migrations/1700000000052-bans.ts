import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is kept out of which channel, and until when. Nobody is in it who is a member. */
export class Bans1700000000052 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE bans (
        channel_id uuid NOT NULL,
        user_id uuid NOT NULL,
        reason text NOT NULL,
        banned_by uuid NOT NULL,
        banned_at timestamptz NOT NULL DEFAULT now(),
        until timestamptz,
        CONSTRAINT bans_pkey PRIMARY KEY (channel_id, user_id)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE bans');
  }
}

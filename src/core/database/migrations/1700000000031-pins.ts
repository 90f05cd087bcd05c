import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is pinned in a channel, by the change that pinned it. A table of its own, and no index of messages: those are
 * many, pins are few, and sending has one index less to write.
 */
export class Pins1700000000031 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE pins (
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        rev integer NOT NULL,
        CONSTRAINT pins_pkey PRIMARY KEY (channel_id, seq)
      )`);
    await db.query(`CREATE UNIQUE INDEX pins_order ON pins (channel_id, rev)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE pins');
  }
}

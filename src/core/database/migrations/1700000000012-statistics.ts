import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was said on each day, in figures. */
export class Statistics1700000000012 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE daily_statistics (
        day date NOT NULL,
        channel_id uuid NOT NULL,
        messages integer NOT NULL,
        authors integer NOT NULL,
        CONSTRAINT daily_statistics_pkey PRIMARY KEY (day, channel_id)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE daily_statistics');
    await db.query(`DELETE FROM log_cursors WHERE consumer = 'statistics'`);
  }
}

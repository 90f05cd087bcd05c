import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was said on each day, in figures; and what is to be removed from inboxes, by its age. */
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
    await db.query(
      `CREATE INDEX notifications_done ON notifications (updated_at) WHERE read_at IS NOT NULL OR archived_at IS NOT NULL`,
    );
    await db.query(
      `CREATE INDEX notification_events_untold ON notification_events (decided_at) WHERE notification_id IS NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX notification_events_untold');
    await db.query('DROP INDEX notifications_done');
    await db.query('DROP TABLE daily_statistics');
    await db.query(`DELETE FROM log_cursors WHERE consumer = 'statistics'`);
  }
}

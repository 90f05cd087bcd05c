import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A report of a reply is for those who judge the channel of its thread: `parent_id`. The release before took every thread
 * for no private channel: what it stored is set right. What it stores while an upgrade goes from instance to instance has
 * no `parent_id`, and is in the queue of its own channel.
 */
export class ReportsOfReplies1700000000063 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE message_reports ADD COLUMN parent_id uuid');
    await db.query(`
      UPDATE message_reports r SET parent_id = parent.id, for_server = parent.kind <> 'private'
      FROM channels thread JOIN channels parent ON parent.id = thread.parent_id WHERE thread.id = r.channel_id`);
    await db.query('DROP INDEX message_reports_channel');
    await db.query(
      'CREATE INDEX message_reports_channel ON message_reports ((coalesce(parent_id, channel_id)), state, id)',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX message_reports_channel');
    await db.query('CREATE INDEX message_reports_channel ON message_reports (channel_id, state, id)');
    await db.query('ALTER TABLE message_reports DROP COLUMN parent_id');
  }
}

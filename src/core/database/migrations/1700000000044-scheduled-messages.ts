import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Messages that are to be sent at a time. At most one of a channel is being sent at any time, whatever the number of
 * workers: so those of a channel come in the order of their times.
 */
export class ScheduledMessages1700000000044 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE scheduled_messages (
        id uuid NOT NULL CONSTRAINT scheduled_messages_pkey PRIMARY KEY,
        author_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        client_id uuid NOT NULL,
        body text NOT NULL,
        send_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting',
        failure jsonb,
        attempts integer NOT NULL DEFAULT 0,
        taken_at timestamptz,
        rev integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query('CREATE INDEX scheduled_messages_author ON scheduled_messages (author_id, send_at, id)');
    await db.query(
      'CREATE UNIQUE INDEX scheduled_messages_client_id ON scheduled_messages (author_id, channel_id, client_id)',
    );
    await db.query(`CREATE INDEX scheduled_messages_due ON scheduled_messages (due_at) WHERE state = 'waiting'`);
    await db.query(
      `CREATE UNIQUE INDEX scheduled_messages_sending ON scheduled_messages (channel_id) WHERE state = 'sending'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE scheduled_messages');
  }
}

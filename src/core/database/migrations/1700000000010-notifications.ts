import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Inboxes, the ledger of deliveries, and what people want to hear of. */
export class Notifications1700000000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE members ADD COLUMN notify_level text NOT NULL DEFAULT 'mentions'`);
    await db.query(`ALTER TABLE members ADD COLUMN muted_until timestamptz`);
    await db.query(`CREATE INDEX members_notify_all ON members (channel_id) WHERE notify_level = 'all'`);

    await db.query(`
      CREATE TABLE inboxes (
        user_id uuid NOT NULL CONSTRAINT inboxes_pkey PRIMARY KEY,
        rev integer NOT NULL DEFAULT 0
      ) WITH (fillfactor = 50)`);
    await db.query(`
      CREATE TABLE notifications (
        id uuid NOT NULL CONSTRAINT notifications_pkey PRIMARY KEY,
        user_id uuid NOT NULL,
        rev integer NOT NULL,
        seq integer NOT NULL,
        kind text NOT NULL,
        group_key text,
        channel_id uuid,
        message_id uuid,
        message_seq integer,
        actor_ids uuid[] NOT NULL,
        count integer NOT NULL DEFAULT 1,
        data jsonb NOT NULL,
        critical boolean NOT NULL,
        in_app boolean NOT NULL,
        alert boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        read_at timestamptz,
        archived_at timestamptz
      )`);
    await db.query(`CREATE UNIQUE INDEX notifications_rev ON notifications (user_id, rev)`);
    await db.query(`CREATE INDEX notifications_seq ON notifications (user_id, seq)`);
    await db.query(
      `CREATE UNIQUE INDEX notifications_group ON notifications (user_id, group_key)
       WHERE group_key IS NOT NULL AND read_at IS NULL AND archived_at IS NULL`,
    );
    await db.query(
      `CREATE INDEX notifications_unread ON notifications (user_id, seq) WHERE read_at IS NULL AND archived_at IS NULL`,
    );
    await db.query(`CREATE INDEX notifications_archived ON notifications (user_id, seq) WHERE archived_at IS NOT NULL`);

    await db.query(`
      CREATE TABLE notification_events (
        user_id uuid NOT NULL,
        event_key text NOT NULL,
        notification_id uuid,
        kind text,
        rule text NOT NULL,
        circumstances jsonb NOT NULL,
        decided_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT notification_events_pkey PRIMARY KEY (user_id, event_key)
      )`);
    await db.query(`CREATE INDEX notification_events_notification ON notification_events (notification_id)`);

    await db.query(`
      CREATE TABLE deliveries (
        id uuid NOT NULL CONSTRAINT deliveries_pkey PRIMARY KEY,
        user_id uuid NOT NULL,
        event_key text NOT NULL,
        notification_id uuid NOT NULL,
        way text NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        due_at timestamptz,
        claimed_at timestamptz,
        mail_reference uuid,
        attempts integer NOT NULL DEFAULT 0,
        answer text,
        steps jsonb NOT NULL
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX deliveries_notification ON deliveries (notification_id)`);
    await db.query(`CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'planned'`);
    await db.query(`CREATE INDEX deliveries_planned ON deliveries (user_id, way) WHERE state = 'planned'`);
    await db.query(`CREATE INDEX deliveries_claimed ON deliveries (claimed_at) WHERE state = 'sending'`);
    await db.query(`CREATE INDEX deliveries_mail ON deliveries (mail_reference) WHERE mail_reference IS NOT NULL`);

    await db.query(`
      CREATE TABLE notification_settings (
        user_id uuid NOT NULL CONSTRAINT notification_settings_pkey PRIMARY KEY,
        settings jsonb NOT NULL
      )`);
    await db.query(`
      CREATE TABLE notification_keywords (
        keyword text NOT NULL,
        user_id uuid NOT NULL,
        CONSTRAINT notification_keywords_pkey PRIMARY KEY (keyword, user_id)
      )`);
    await db.query(`CREATE INDEX notification_keywords_user_id ON notification_keywords (user_id)`);

    await db.query(`
      CREATE TABLE log_cursors (
        consumer text NOT NULL,
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        after_user uuid,
        CONSTRAINT log_cursors_pkey PRIMARY KEY (consumer, channel_id)
      ) WITH (fillfactor = 50)`);
    // Nobody is told now of what was said before.
    await db.query(`INSERT INTO log_cursors (consumer, channel_id, seq) SELECT 'notifications', id, seq FROM channels`);

    await db.query(`
      CREATE TABLE announcements (
        id uuid NOT NULL CONSTRAINT announcements_pkey PRIMARY KEY,
        title text NOT NULL,
        body text NOT NULL,
        critical boolean NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        after_user uuid,
        done_at timestamptz
      )`);
    await db.query(`CREATE INDEX announcements_open ON announcements (created_at) WHERE done_at IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    const tables = [
      'announcements',
      'log_cursors',
      'notification_keywords',
      'notification_settings',
      'deliveries',
      'notification_events',
      'notifications',
      'inboxes',
    ];
    for (const table of tables) await db.query(`DROP TABLE ${table}`);
    await db.query('ALTER TABLE members DROP COLUMN notify_level');
    await db.query('ALTER TABLE members DROP COLUMN muted_until');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a channel is for, in more than a line; and links by which people join one. */
export class Invites1700000000050 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE channels ADD COLUMN description text NOT NULL DEFAULT ''`);
    await this.directory(db, 'kind, name, topic, description, retention_days, archived_at, posting, slow_mode_seconds');
    await db.query(`
      CREATE TABLE channel_invites (
        id uuid NOT NULL CONSTRAINT channel_invites_pkey PRIMARY KEY,
        channel_id uuid NOT NULL,
        hash bytea NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        max_uses integer,
        uses integer NOT NULL DEFAULT 0
      )`);
    await db.query('CREATE INDEX channel_invites_channel_id ON channel_invites (channel_id, id)');
    await db.query('CREATE UNIQUE INDEX channel_invites_hash ON channel_invites (hash)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE channel_invites');
    await this.directory(db, 'kind, name, topic, retention_days, archived_at, posting, slow_mode_seconds');
    await db.query('ALTER TABLE channels DROP COLUMN description');
  }

  /** The list of public channels shows these columns. */
  private async directory(db: QueryRunner, columns: string): Promise<void> {
    await db.query('DROP TRIGGER channels_directory_changed ON channels');
    await db.query(`
      CREATE CONSTRAINT TRIGGER channels_directory_changed AFTER UPDATE OF ${columns} ON channels
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'public' OR OLD.kind = 'public')
      EXECUTE FUNCTION move_shared_version('directory')`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Versions of what caches hold: see docs/adr/0013-validated-reads.md. They grow in the transaction that changes what they
 * stand for, by trigger, so that no writer can forget them, not even an instance of the release before.
 *
 * The shared ones grow at the end of their transaction, where nothing else is locked after them: two transactions never
 * wait for each other in a circle. Once for each transaction: a long one must not rewrite the row a thousand times.
 */
export class Versions1700000000021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE shared_versions (
        name text NOT NULL CONSTRAINT shared_versions_pkey PRIMARY KEY,
        version integer NOT NULL DEFAULT 0,
        moved_by bigint
      ) WITH (fillfactor = 50)`);
    await db.query(`INSERT INTO shared_versions (name) VALUES ('directory'), ('people')`);
    await db.query(`
      CREATE FUNCTION move_shared_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE shared_versions SET version = version + 1, moved_by = pg_current_xact_id()::text::bigint
        WHERE name = TG_ARGV[0] AND moved_by IS DISTINCT FROM pg_current_xact_id()::text::bigint;
        RETURN NULL;
      END $$`);
    await this.profiles(db);
    await this.rosters(db);
    await this.directory(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER channels_directory_new ON channels');
    await db.query('DROP TRIGGER channels_directory_changed ON channels');
    await db.query('DROP TRIGGER members_roster_in ON members');
    await db.query('DROP TRIGGER members_roster_out ON members');
    await db.query('DROP TRIGGER members_roster_role ON members');
    await db.query('DROP TRIGGER users_profile ON users');
    await db.query('DROP TRIGGER users_people ON users');
    await db.query('ALTER TABLE channels DROP COLUMN roster_version');
    await db.query('ALTER TABLE users DROP COLUMN profile_version');
    await db.query('DROP FUNCTION move_roster_version()');
    await db.query('DROP FUNCTION move_roster_version_of_row()');
    await db.query('DROP FUNCTION move_profile_version()');
    await db.query('DROP FUNCTION move_shared_version()');
    await db.query('DROP TABLE shared_versions');
  }

  /** A user as they and others see them; `people` is what others see of anybody. */
  private async profiles(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE users ADD COLUMN profile_version integer NOT NULL DEFAULT 0');
    await db.query(`
      CREATE FUNCTION move_profile_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.profile_version := OLD.profile_version + 1;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER users_profile
      BEFORE UPDATE OF email, email_verified_at, username, display_name, role, locale, time_zone ON users
      FOR EACH ROW EXECUTE FUNCTION move_profile_version()`);
    await db.query(`
      CREATE CONSTRAINT TRIGGER users_people AFTER UPDATE OF username, display_name, role ON users
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_shared_version('people')`);
  }

  /** Who is in a channel, and as what. Whoever changes that holds the channel's row already. */
  private async rosters(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE channels ADD COLUMN roster_version integer NOT NULL DEFAULT 0');
    await db.query(`
      CREATE FUNCTION move_roster_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE channels SET roster_version = roster_version + 1 WHERE id IN (SELECT channel_id FROM changed);
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE FUNCTION move_roster_version_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE channels SET roster_version = roster_version + 1 WHERE id = NEW.channel_id;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER members_roster_in AFTER INSERT ON members REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION move_roster_version()`);
    await db.query(`
      CREATE TRIGGER members_roster_out AFTER DELETE ON members REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION move_roster_version()`);
    // With a list of columns, which keeps read markers out of this, there is no table of what changed.
    await db.query(`
      CREATE TRIGGER members_roster_role AFTER UPDATE OF role ON members
      FOR EACH ROW EXECUTE FUNCTION move_roster_version_of_row()`);
  }

  /** Public channels as a list, but for where their logs stand. */
  private async directory(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE CONSTRAINT TRIGGER channels_directory_new AFTER INSERT ON channels
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'public')
      EXECUTE FUNCTION move_shared_version('directory')`);
    await db.query(`
      CREATE CONSTRAINT TRIGGER channels_directory_changed
      AFTER UPDATE OF kind, name, topic, retention_days, archived_at ON channels
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'public' OR OLD.kind = 'public')
      EXECUTE FUNCTION move_shared_version('directory')`);
  }
}

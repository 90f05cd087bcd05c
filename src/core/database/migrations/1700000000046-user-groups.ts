import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Groups of users that a message may mention. A name is taken once, by a user or by a group: `handles` has them all, and
 * triggers write it, so that instances of the release before keep to it too.
 */
export class UserGroups1700000000046 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE user_groups (
        id uuid NOT NULL CONSTRAINT user_groups_pkey PRIMARY KEY,
        name text NOT NULL,
        display_name text NOT NULL,
        description text NOT NULL,
        member_count integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`CREATE UNIQUE INDEX user_groups_name ON user_groups (name)`);
    await db.query(`
      CREATE TABLE user_group_members (
        group_id uuid NOT NULL,
        user_id uuid NOT NULL,
        added_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT user_group_members_pkey PRIMARY KEY (group_id, user_id)
      )`);
    await db.query(`CREATE INDEX user_group_members_user ON user_group_members (user_id, group_id)`);
    await this.handles(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER users_handle ON users');
    await db.query('DROP TABLE user_group_members');
    await db.query('DROP TABLE user_groups');
    await db.query('DROP FUNCTION take_handle()');
    await db.query('DROP FUNCTION free_handle()');
    await db.query('DROP TABLE handles');
  }

  /** The triggers first: they keep writers out until the names that are there are in. */
  private async handles(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE handles (name text NOT NULL CONSTRAINT handles_pkey PRIMARY KEY)');
    await db.query(`
      CREATE FUNCTION take_handle() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        handle text := to_jsonb(NEW)->>TG_ARGV[0];
      BEGIN
        INSERT INTO handles (name) VALUES (handle) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
          RAISE unique_violation USING CONSTRAINT = TG_ARGV[1], MESSAGE = 'the name ' || handle || ' is taken';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE FUNCTION free_handle() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM handles WHERE name = to_jsonb(OLD)->>TG_ARGV[0];
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER users_handle AFTER INSERT ON users
      FOR EACH ROW EXECUTE FUNCTION take_handle('username', 'users_username')`);
    await db.query(`
      CREATE TRIGGER user_groups_handle_taken AFTER INSERT OR UPDATE OF name ON user_groups
      FOR EACH ROW EXECUTE FUNCTION take_handle('name', 'user_groups_name')`);
    await db.query(`
      CREATE TRIGGER user_groups_handle_freed AFTER DELETE OR UPDATE OF name ON user_groups
      FOR EACH ROW EXECUTE FUNCTION free_handle('name')`);
    await db.query('INSERT INTO handles (name) SELECT username FROM users');
  }
}

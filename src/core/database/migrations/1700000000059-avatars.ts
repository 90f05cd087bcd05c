import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People's pictures, each under a name made from what is in it. */
export class Avatars1700000000059 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE avatars (
        user_id uuid NOT NULL CONSTRAINT avatars_pkey PRIMARY KEY,
        name text NOT NULL,
        type text NOT NULL,
        content bytea NOT NULL
      )`);
    await db.query('CREATE UNIQUE INDEX avatars_name ON avatars (name)');
    await db.query('ALTER TABLE users ADD COLUMN avatar text');
    await db.query(`
      CREATE TRIGGER users_avatar BEFORE UPDATE OF avatar ON users
      FOR EACH ROW EXECUTE FUNCTION move_profile_version()`);
    await db.query(`
      CREATE CONSTRAINT TRIGGER users_people_avatar AFTER UPDATE OF avatar ON users
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_shared_version('people')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER users_people_avatar ON users');
    await db.query('DROP TRIGGER users_avatar ON users');
    await db.query('ALTER TABLE users DROP COLUMN avatar');
    await db.query('DROP TABLE avatars');
  }
}

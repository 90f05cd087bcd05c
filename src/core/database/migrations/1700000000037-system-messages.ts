import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels that tell in messages what happens to them, and what such a message tells. */
export class SystemMessages1700000000037 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE channels ADD COLUMN system_messages boolean NOT NULL DEFAULT false');
    await db.query('ALTER TABLE messages ADD COLUMN system jsonb');
    await db.query(`
      CREATE CONSTRAINT TRIGGER channels_directory_system_messages AFTER UPDATE OF system_messages ON channels
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'public')
      EXECUTE FUNCTION move_shared_version('directory')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER channels_directory_system_messages ON channels');
    await db.query('ALTER TABLE messages DROP COLUMN system');
    await db.query('ALTER TABLE channels DROP COLUMN system_messages');
  }
}

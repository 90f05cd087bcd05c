import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Threads: channels that hang from a message, whose id is theirs. What the message shows of its thread stands beside it and
 * is told after the replies, less often than they come; `told_seq` says up to which. A thread whose message is behind has a
 * row of its own: the reply that makes it so writes it, by trigger, in the transaction in which it is acknowledged, and those
 * that follow find it there without a look. An index of the channels that are behind would do the same and be written with
 * every message of every channel.
 */
export class Threads1700000000033 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE channels ADD COLUMN parent_id uuid`);
    await db.query(`ALTER TABLE channels ADD COLUMN told_seq integer NOT NULL DEFAULT 0`);
    await db.query(`ALTER TABLE channels ADD COLUMN told_at timestamptz`);
    await db.query(`CREATE INDEX channels_parent ON channels (parent_id) WHERE parent_id IS NOT NULL`);
    await db.query(`ALTER TABLE messages ADD COLUMN thread jsonb`);
    await db.query(`
      CREATE TABLE untold_threads (
        thread_id uuid NOT NULL CONSTRAINT untold_threads_pkey PRIMARY KEY,
        since timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`CREATE INDEX untold_threads_since ON untold_threads (since)`);
    await db.query(`
      CREATE FUNCTION note_untold_thread() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO untold_threads (thread_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER channels_untold AFTER UPDATE OF seq ON channels
      FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL AND OLD.seq = OLD.told_seq AND NEW.seq > OLD.seq)
      EXECUTE FUNCTION note_untold_thread()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER channels_untold ON channels');
    await db.query('DROP FUNCTION note_untold_thread()');
    await db.query('DROP TABLE untold_threads');
    await db.query('ALTER TABLE messages DROP COLUMN thread');
    await db.query('ALTER TABLE channels DROP COLUMN told_at');
    await db.query('ALTER TABLE channels DROP COLUMN told_seq');
    await db.query('ALTER TABLE channels DROP COLUMN parent_id');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What messages ask, and who chose what. What is shown of a poll stands in its message. A vote writes its own row and no
 * other, and is `pending` until it is counted into the message; `counted_ids` is what the message has of it. `rev` is the
 * change that counted it, and so the order of time.
 */
export class Polls1700000000036 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE messages ADD COLUMN poll jsonb`);
    await db.query(`
      CREATE TABLE polls (
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        closes_at timestamptz,
        closed_at timestamptz,
        counted_at timestamptz,
        CONSTRAINT polls_pkey PRIMARY KEY (channel_id, seq)
      )`);
    await db.query(`CREATE INDEX polls_closing ON polls (closes_at) WHERE closed_at IS NULL`);
    await db.query(`
      CREATE TABLE poll_votes (
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        user_id uuid NOT NULL,
        option_ids uuid[] NOT NULL,
        counted_ids uuid[] NOT NULL DEFAULT '{}',
        pending boolean NOT NULL,
        rev integer NOT NULL DEFAULT 0,
        voted_at timestamptz NOT NULL,
        CONSTRAINT poll_votes_pkey PRIMARY KEY (channel_id, seq, user_id)
      )`);
    await db.query(`CREATE INDEX poll_votes_pending ON poll_votes (channel_id, seq, voted_at) WHERE pending`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE poll_votes');
    await db.query('DROP TABLE polls');
    await db.query('ALTER TABLE messages DROP COLUMN poll');
  }
}

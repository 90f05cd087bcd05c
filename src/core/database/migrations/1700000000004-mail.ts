import type { MigrationInterface, QueryRunner } from 'typeorm';

/** E-mail: the mails and what became of them, addresses that bounce, the tokens that mails carry, and whom they go to. */
export class Mail1700000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE mails (
        id uuid NOT NULL CONSTRAINT mails_pkey PRIMARY KEY,
        purpose text NOT NULL,
        reference uuid,
        to_address text NOT NULL,
        to_name text NOT NULL,
        locale text NOT NULL,
        template text NOT NULL,
        data jsonb NOT NULL,
        unsubscribe_url text,
        state text NOT NULL DEFAULT 'queued',
        attempts integer NOT NULL DEFAULT 0,
        losses integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        claimed_at timestamptz,
        answer text,
        created_at timestamptz NOT NULL DEFAULT now(),
        settled_at timestamptz
      )`);
    await db.query(`CREATE INDEX mails_due_at ON mails (due_at) WHERE state IN ('queued', 'sending')`);
    await db.query(`CREATE INDEX mails_reference ON mails (reference) WHERE reference IS NOT NULL`);
    await db.query(`CREATE INDEX mails_settled_at ON mails (settled_at) WHERE settled_at IS NOT NULL`);

    await db.query(`
      CREATE TABLE mail_suppressions (
        address text NOT NULL CONSTRAINT mail_suppressions_pkey PRIMARY KEY,
        reason text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);

    await db.query(`
      CREATE TABLE caught_mails (
        id uuid NOT NULL CONSTRAINT caught_mails_pkey PRIMARY KEY,
        to_address text NOT NULL,
        subject text NOT NULL,
        headers text NOT NULL,
        html text NOT NULL,
        text text NOT NULL,
        caught_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`CREATE INDEX caught_mails_caught_at ON caught_mails (caught_at)`);

    await db.query(`
      ALTER TABLE users
        ADD COLUMN email_verified_at timestamptz,
        ADD COLUMN locale text NOT NULL DEFAULT 'en',
        ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC'`);

    await db.query(`
      CREATE TABLE account_tokens (
        id uuid NOT NULL CONSTRAINT account_tokens_pkey PRIMARY KEY,
        user_id uuid NOT NULL,
        kind text NOT NULL,
        hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      )`);
    await db.query(`CREATE UNIQUE INDEX account_tokens_hash ON account_tokens (hash)`);
    await db.query(`CREATE INDEX account_tokens_user_id ON account_tokens (user_id)`);
    await db.query(`CREATE INDEX account_tokens_expires_at ON account_tokens (expires_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE account_tokens');
    await db.query('ALTER TABLE users DROP COLUMN email_verified_at, DROP COLUMN locale, DROP COLUMN time_zone');
    for (const table of ['caught_mails', 'mail_suppressions', 'mails']) await db.query(`DROP TABLE ${table}`);
  }
}

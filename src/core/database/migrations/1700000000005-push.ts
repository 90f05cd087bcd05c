import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Web push: who can be reached where, and the key by which push services know the server. */
export class Push1700000000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE push_subscriptions (
        id uuid NOT NULL CONSTRAINT push_subscriptions_pkey PRIMARY KEY,
        user_id uuid NOT NULL,
        session_id uuid NOT NULL,
        endpoint text NOT NULL,
        p256dh text NOT NULL,
        auth text NOT NULL,
        user_agent text,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        failures integer NOT NULL DEFAULT 0
      )`);
    await db.query(`CREATE INDEX push_subscriptions_user_id ON push_subscriptions (user_id)`);
    await db.query(`CREATE UNIQUE INDEX push_subscriptions_endpoint ON push_subscriptions (endpoint)`);

    await db.query(`
      CREATE TABLE push_keys (
        id integer NOT NULL CONSTRAINT push_keys_pkey PRIMARY KEY,
        public_key text NOT NULL,
        private_key text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['push_keys', 'push_subscriptions']) await db.query(`DROP TABLE ${table}`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The durable core: people, sessions, channels, their logs, and the outbox. */
export class Core1700000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE users (
        id uuid NOT NULL CONSTRAINT users_pkey PRIMARY KEY,
        email text NOT NULL,
        username text NOT NULL,
        display_name text NOT NULL,
        password_hash text NOT NULL,
        role text NOT NULL,
        access_version integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        disabled_at timestamptz
      )`);
    await db.query(`CREATE UNIQUE INDEX users_email ON users (email)`);
    await db.query(`CREATE UNIQUE INDEX users_username ON users (username)`);

    await db.query(`
      CREATE TABLE sessions (
        id uuid NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
        user_id uuid NOT NULL,
        generation integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
      )`);
    await db.query(`CREATE INDEX sessions_user_id ON sessions (user_id)`);
    await db.query(`CREATE INDEX sessions_expires_at ON sessions (expires_at)`);

    // seq and rev move with every message: room on the page keeps those updates off the indexes.
    await db.query(`
      CREATE TABLE channels (
        id uuid NOT NULL CONSTRAINT channels_pkey PRIMARY KEY,
        kind text NOT NULL,
        name text,
        topic text NOT NULL DEFAULT '',
        direct_key text,
        seq integer NOT NULL DEFAULT 0,
        rev integer NOT NULL DEFAULT 0,
        members_version integer NOT NULL DEFAULT 0,
        meta_version integer NOT NULL DEFAULT 0,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz
      ) WITH (fillfactor = 50)`);
    await db.query(
      `CREATE UNIQUE INDEX channels_name ON channels (lower(name)) WHERE kind <> 'direct' AND archived_at IS NULL`,
    );
    await db.query(`CREATE UNIQUE INDEX channels_direct_key ON channels (direct_key)`);

    await db.query(`
      CREATE TABLE members (
        channel_id uuid NOT NULL,
        user_id uuid NOT NULL,
        role text NOT NULL,
        read_seq integer NOT NULL DEFAULT 0,
        read_at timestamptz,
        joined_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT members_pkey PRIMARY KEY (channel_id, user_id)
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX members_user_id ON members (user_id)`);

    await db.query(`
      CREATE TABLE messages (
        channel_id uuid NOT NULL,
        seq integer NOT NULL,
        rev integer NOT NULL,
        id uuid NOT NULL,
        author_id uuid NOT NULL,
        client_id uuid NOT NULL,
        kind text NOT NULL DEFAULT 'user',
        change_kind text NOT NULL DEFAULT 'created',
        body text NOT NULL,
        html text NOT NULL,
        created_at timestamptz NOT NULL,
        edited_at timestamptz,
        deleted_at timestamptz,
        pinned_at timestamptz,
        CONSTRAINT messages_pkey PRIMARY KEY (channel_id, seq)
      )`);
    await db.query(`CREATE UNIQUE INDEX messages_id ON messages (id)`);
    await db.query(`CREATE UNIQUE INDEX messages_rev ON messages (channel_id, rev)`);
    await db.query(`CREATE UNIQUE INDEX messages_client_id ON messages (channel_id, author_id, client_id)`);

    await db.query(`
      CREATE TABLE outbox (
        id uuid NOT NULL CONSTRAINT outbox_pkey PRIMARY KEY,
        topic text NOT NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`CREATE INDEX outbox_created_at ON outbox (created_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['outbox', 'messages', 'members', 'channels', 'sessions', 'users']) {
      await db.query(`DROP TABLE ${table}`);
    }
  }
}

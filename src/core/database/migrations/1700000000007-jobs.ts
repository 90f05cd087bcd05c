import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tracked jobs, the schedules that begin some of them, and how long channels keep messages. */
export class Jobs1700000000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // A row changes with every beat of its run: room on the page keeps those updates off the indexes.
    await db.query(`
      CREATE TABLE jobs (
        id uuid NOT NULL CONSTRAINT jobs_pkey PRIMARY KEY,
        kind text NOT NULL,
        state text NOT NULL DEFAULT 'queued',
        input jsonb NOT NULL,
        progress jsonb NOT NULL,
        result jsonb,
        file jsonb,
        error jsonb,
        owner_id uuid,
        attempt integer NOT NULL DEFAULT 1,
        rev integer NOT NULL DEFAULT 1,
        claim uuid,
        claims integer NOT NULL DEFAULT 0,
        touched_at timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        cancel_requested_at timestamptz
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX jobs_owner_id ON jobs (owner_id, id)`);
    await db.query(`CREATE INDEX jobs_open ON jobs (id) WHERE state IN ('queued', 'running')`);
    await db.query(`CREATE INDEX jobs_finished_at ON jobs (finished_at)`);

    await db.query(`
      CREATE TABLE schedules (
        name text NOT NULL CONSTRAINT schedules_pkey PRIMARY KEY,
        kind text NOT NULL,
        pattern text NOT NULL,
        time_zone text NOT NULL DEFAULT 'UTC',
        enabled boolean NOT NULL DEFAULT true,
        last_tick timestamptz,
        last_job_id uuid
      )`);
    await db.query(`ALTER TABLE channels ADD retention_days integer, ADD expired_seq integer NOT NULL DEFAULT 0`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE channels DROP expired_seq, DROP retention_days`);
    for (const table of ['schedules', 'jobs']) await db.query(`DROP TABLE ${table}`);
  }
}

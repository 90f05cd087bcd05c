import { isFinal, Job } from '../../src/contract/jobs.js';
import { until } from './cluster/until.js';
import type { Server } from './app.js';
import type { Person } from './factories.js';
import { succeeded } from './rest.js';

/** Also where another worker takes it up. */
const JOB_WITHIN_MS = 60_000;

/** Orders a job, which must be accepted. */
export async function order(person: Person, path: string, body?: unknown): Promise<Job> {
  const answer = await person.call('POST', path, body);
  if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return succeeded(Job, answer);
}

export const jobOf = (person: Person, id: string): Promise<Job> => person.get(Job, `/jobs/${id}`);

/** Waits until the job is as it should be. */
export async function jobThat(person: Person, id: string, fits: (job: Job) => boolean): Promise<Job> {
  let job = await jobOf(person, id);
  await until(
    () => `job: ${JSON.stringify(job)}`,
    async () => fits((job = await jobOf(person, id))),
    JOB_WITHIN_MS,
  );
  return job;
}

export const overJob = (person: Person, id: string): Promise<Job> => jobThat(person, id, ({ state }) => isFinal(state));

/** Orders a job and waits for its end, which must be a success. */
export async function done(person: Person, path: string, body?: unknown): Promise<Job> {
  const { id } = await order(person, path, body);
  const job = await overJob(person, id);
  if (job.state !== 'succeeded') throw new Error(`${job.state}: ${JSON.stringify(job.error)}`);
  return job;
}

/** The server's own job of this name runs when it is asked for alone, whatever the hour. */
export async function onlyWhenAsked(admin: Person, schedule: string): Promise<void> {
  const { status } = await admin.call('PATCH', `/jobs/schedules/${schedule}`, { enabled: false });
  if (status !== 200) throw new Error(`answered ${status}`);
}

/** What is behind a job's link. */
export async function download(server: Server, { file }: Job): Promise<{ headers: Headers; text: string }> {
  const response = await fetch(`${server.url}${file?.url}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${text}`);
  return { headers: response.headers, text };
}

/** A long history, made faster than anyone could write it. */
export async function fillChannel(server: Server, channelId: string, authorId: string, count: number): Promise<void> {
  await server.db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT $1, n, n, gen_random_uuid(), $2, gen_random_uuid(), 'message ' || n, '<p>message ' || n || '</p>', now()
     FROM generate_series(1, $3::int) n`,
    [channelId, authorId, count],
  );
  await server.db.query('UPDATE channels SET seq = $2, rev = $2 WHERE id = $1', [channelId, count]);
}

/** No lock of the product's. */
const GATE = 20_260_101;

/** Lets exports come as far as the page with a channel's 5000th message, and no further until it is opened. */
export class ExportGate {
  private constructor(private readonly server: Server) {}

  static async close(server: Server): Promise<ExportGate> {
    await server.db.query('SELECT pg_advisory_lock($1)', [GATE]);
    // Pages are read in their order, not sorted.
    await server.db.query('ANALYZE messages');
    await server.db.query(`
      BEGIN;
      CREATE OR REPLACE FUNCTION passes(seq bigint) RETURNS boolean LANGUAGE plpgsql COST 1 AS $$
        BEGIN
          IF seq = 5000 THEN PERFORM pg_advisory_xact_lock_shared(${GATE}); END IF;
          RETURN true;
        END $$;
      ALTER TABLE messages RENAME TO messages_behind;
      CREATE VIEW messages AS SELECT * FROM messages_behind WHERE passes(seq);
      COMMIT`);
    return new ExportGate(server);
  }

  async open(): Promise<void> {
    await this.server.db.query('SELECT pg_advisory_unlock($1)', [GATE]);
    await this.server.db.query('BEGIN; DROP VIEW messages; ALTER TABLE messages_behind RENAME TO messages; COMMIT');
  }
}

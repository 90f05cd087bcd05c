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

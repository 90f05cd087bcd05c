import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { makeBody } from './body.js';
import { nowMicros } from './bytes.js';
import { Latencies } from './latencies.js';
import type { InsertPlan, InsertResult } from './plan.js';
import type { Report } from './traffic.js';

const WARMUP = 200;

/** The floor of a lone sender's ack: one prepared single-row INSERT after another, each committed durably. */
export async function runInserts(plan: InsertPlan, report: Report): Promise<InsertResult> {
  const client = new Client({ connectionString: plan.databaseUrl });
  await client.connect();
  await client.query(
    'create table if not exists message (id uuid primary key, channel_id uuid not null, author_id uuid not null, ' +
      'body text not null, created_at timestamptz not null default now())',
  );
  const channelId = randomUUID();
  const insertOne = async (): Promise<void> => {
    await client.query({
      name: 'insert',
      text: 'insert into message (id, channel_id, author_id, body) values ($1, $2, $3, $4) returning created_at',
      values: [randomUUID(), channelId, channelId, makeBody(100)],
    });
  };
  for (let index = 0; index < WARMUP; index++) await insertOne();

  const latencies = new Latencies();
  let inserted = 0;
  report.started();
  const startedAt = nowMicros();
  for (const until = startedAt + plan.measureMs * 1_000; nowMicros() < until; inserted++) {
    const from = nowMicros();
    await insertOne();
    latencies.add(nowMicros() - from);
  }
  const seconds = (nowMicros() - startedAt) / 1e6;
  report.measured();
  await client.end();
  return { kind: 'insert', seconds, ms: latencies.summarize(), inserted };
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort } from '../../scripts/ports.mjs';
import { debianTool, PROMTOOL } from '../../scripts/debian-tool.mjs';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { MONITORING_FILES } from '../support/monitoring.js';
import { BAD_DATA, queueOf, SAMPLE_JOB, SAMPLE_TABLE, sampleQueue, withoutTable } from '../support/queues.js';

const tool = await debianTool(PROMTOOL);
if (!tool) console.log('promtool is neither installed nor to be had from apt-get: its check of the names is skipped');

const WITHIN_MS = 30_000;
const TOKEN = 'a token of monitors, and of these tests';

const scrape = (url: string, headers: Record<string, string> = {}) => fetch(`${url}/metrics`, { headers });
const textOf = async (url: string) => (await scrape(url)).text();
/** The names of the house's own, as the text declares them. */
const namesIn = (text: string) => [...text.matchAll(/^# TYPE (tertulia_\w+) /gm)].map(([, name]) => name);
const valueOf = (text: string, series: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  );

const of = (job: string) => `{queue="${sampleQueue.name}",job="${job}"}`;

describe('the metrics', () => {
  let server: Server;
  let worker: string;

  beforeAll(async () => {
    const port = await freePort();
    worker = `http://127.0.0.1:${port}`;
    server = await Server.start({ worker: true, env: { WORKER_METRICS_PORT: String(port), HOST: '127.0.0.1' } });
  });
  afterAll(() => server.stop());

  it('of web and worker are those that the operators read about, where they read it', async () => {
    const operations = readFileSync('docs/operations.md', 'utf8');
    const rows = [...operations.matchAll(/^\| `(tertulia_\w+)[^|]*\| (web|worker|both) /gm)];
    const from = (process: string) =>
      rows.flatMap(([, name, where]) => (where === process || where === 'both' ? name : []));
    expect(rows.length).toBeGreaterThan(0);
    for (const [process, url] of Object.entries({ web: server.url, worker })) {
      const printed = namesIn(await textOf(url));
      expect({ process, printed: new Set(printed) }).toEqual({ process, printed: new Set(from(process)) });
      expect(printed).toHaveLength(from(process).length);
    }
  });

  it('are all that alerts and the dashboard ask for', async () => {
    const printed = [await textOf(server.url), await textOf(worker)].join('\n');
    const asked = MONITORING_FILES.flatMap((file) =>
      [
        ...readFileSync(file, 'utf8').matchAll(
          /\b((?:tertulia|nodejs|process)_[a-z_0-9]+?)(?:_bucket|_sum|_count)?\b/g,
        ),
      ].map(([, name = '']) => name),
    );
    expect([...new Set(asked)].filter((name) => !printed.includes(`# TYPE ${name} `))).toEqual([]);
  });

  it.skipIf(!tool)('are such that promtool has nothing against them', async () => {
    for (const url of [server.url, worker]) {
      // prom-client's own names are not ours to choose.
      const own = (await textOf(url)).split('\n\n').filter((block) => block.startsWith('# HELP tertulia_'));
      const { status, stdout, stderr } = spawnSync(tool ?? '', ['check', 'metrics'], {
        input: `${own.join('\n')}\n`,
        encoding: 'utf8',
      });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    }
  });

  it('tell of the process: memory, and how late its event loop is', async () => {
    for (const url of [server.url, worker]) {
      const text = await textOf(url);
      for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']) {
        expect(text).toContain(`\n${name} `);
      }
    }
  });

  it('count what became of jobs', async () => {
    const queue = queueOf(server, sampleQueue);
    try {
      const good = await queue.add(SAMPLE_JOB, {});
      await queue.add(SAMPLE_JOB, BAD_DATA);
      await queue.add('no such job', {});
      const failures = async (job: string) => valueOf(await textOf(worker), `tertulia_queue_failures_total${of(job)}`);
      await until('the one that succeeds is done', () => good.isCompleted(), WITHIN_MS);
      // A job has failed before its worker counts it.
      await until(
        'those that fail are counted',
        async () => (await failures(SAMPLE_JOB)) === 1 && (await failures('unknown')) === 1,
        WITHIN_MS,
      );
      const failed = `tertulia_queue_jobs{queue="${sampleQueue.name}",state="failed"}`;
      const oldest = `tertulia_queue_oldest_waiting_seconds{queue="${sampleQueue.name}"}`;
      let web = '';
      const whole = async () => {
        web = await textOf(server.url);
        return [failed, oldest].every((series) => web.includes(`\n${series} `));
      };
      // What Redis takes long to say is left out of a scrape.
      await until('the queue is in a scrape', whole, WITHIN_MS);
      const own = await textOf(worker);
      const took = 'tertulia_queue_job_duration_seconds_count';
      expect(valueOf(own, `${took}{queue="${sampleQueue.name}",job="${SAMPLE_JOB}",outcome="completed"}`)).toBe(1);
      expect(valueOf(own, `${took}{queue="${sampleQueue.name}",job="${SAMPLE_JOB}",outcome="failed"}`)).toBe(1);
      expect(valueOf(web, failed)).toBe(2);
      expect(valueOf(web, oldest)).toBe(0);
    } finally {
      await queue.close();
    }
  });

  it('count an attempt that is followed by another as a retry', async () => {
    const queue = queueOf(server, sampleQueue);
    try {
      const retried = await withoutTable(server, SAMPLE_TABLE, async () => {
        const job = await queue.add(SAMPLE_JOB, {}, { attempts: 100, backoff: 100 });
        await until(
          'it was tried in vain',
          async () => valueOf(await textOf(worker), `tertulia_queue_retries_total${of(SAMPLE_JOB)}`) > 0,
          WITHIN_MS,
        );
        return job;
      });
      await until('it is done', () => retried.isCompleted(), WITHIN_MS);
      expect(valueOf(await textOf(worker), `tertulia_queue_failures_total${of(SAMPLE_JOB)}`)).toBe(1);
    } finally {
      await queue.close();
    }
  });

  it('are for nobody behind a proxy, whatever the address that it names', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      for (const url of [server.url, worker]) {
        const answer = await scrape(url, { [name]: '127.0.0.1' });
        expect(answer.status, `${name} at ${url}`).toBe(403);
        expect(await answer.json()).toMatchObject({ code: 'forbidden' });
      }
    }
  });

  it('and its health are all that a worker answers', async () => {
    for (const path of ['/health', '/health/live', '/health/ready'])
      expect((await fetch(worker + path)).status).toBe(200);
    for (const path of ['/', '/metrics/', '/health/nonsense', '/constructor'])
      expect((await fetch(worker + path)).status).toBe(404);
    expect((await fetch(`${worker}/metrics`, { method: 'POST' })).status).toBe(404);
  });
});

describe('with METRICS_TOKEN', () => {
  let server: Server;
  beforeAll(async () => {
    server = await Server.start({ env: { METRICS_TOKEN: TOKEN } });
  });
  afterAll(() => server.stop());

  it('the metrics are for its bearer, from wherever', async () => {
    expect((await scrape(server.url)).status).toBe(401);
    expect((await scrape(server.url, { authorization: `Bearer ${TOKEN}!` })).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '8.8.8.8' };
    const answer = await scrape(server.url, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain');
  });
});

describe('a scrape while Redis is away', () => {
  it('answers the rest', async () => {
    const redis = new URL(inject('redisUrl'));
    const proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
    const env = { REDIS_URL: `redis://127.0.0.1:${proxy.port}`, REDIS_CACHE_URL: inject('redisUrl') };
    const server = await Server.start({ env });
    try {
      const series = `tertulia_queue_jobs{queue="${sampleQueue.name}",state="failed"}`;
      await until('Redis is there', async () => valueOf(await textOf(server.url), series) === 0, WITHIN_MS);
      proxy.blackhole();
      const text = await textOf(server.url);
      expect(text).toContain('process_cpu_seconds_total');
      expect(text).not.toContain(series);
    } finally {
      await server.stop();
      await proxy.close();
    }
  });
});

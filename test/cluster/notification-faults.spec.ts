import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Cluster } from '../support/cluster/cluster.js';
import { DeliveryTrial } from '../support/cluster/delivery-trial.js';
import { type News, Readership } from '../support/cluster/readership.js';
import { type Reported, report } from '../support/cluster/report.js';
import { until } from '../support/cluster/until.js';
import { SmtpCatcher } from '../support/smtp-catcher.js';

const PEOPLE = 1_000;
/** Of a server so slow that a thousand would take a minute. */
const FEW = 200;
const IN_THE_MIDDLE = 300;
/** Two workers send five mails each at a time. */
const IN_FLIGHT = 10;
const DOWN_MS = 5_000;
const SLOW_MS = 300;

let smtp: SmtpCatcher;
let cluster: Cluster;
let readership: Readership;
const queues = new Map<string, Queue>();
const knownJobs: Record<string, string> = { mail: 'send', deliveries: 'deliver', notifications: 'fan-out' };
const reports: Reported[] = [];

beforeAll(async () => {
  smtp = await SmtpCatcher.start();
  cluster = await Cluster.start({
    workers: 2,
    env: { SMTP_URL: smtp.url, MAIL_RETRY_BASE_MS: '200', MAIL_CLAIM_TIMEOUT_MS: '6000' },
  });
  readership = await Readership.settle(cluster, PEOPLE);
});
beforeEach(async () => {
  smtp.answer = () => undefined;
  smtp.answerData = () => undefined;
  smtp.mails.length = 0;
  await cluster.mend();
});
afterAll(async () => {
  report(reports, 'notifications');
  for (const each of queues.values()) await each.close();
  await cluster.stop();
  await smtp.stop();
});

/** As the servers have it, for what only an operator would do. */
function queue(name: string): Queue {
  const known =
    queues.get(name) ?? new Queue(name, { connection: { url: cluster.redis.url }, prefix: 'tertulia:queues' });
  queues.set(name, known);
  return known;
}

const trialOf = (name: string, news: News) => new DeliveryTrial(name, cluster, smtp, readership, news);

async function judged(ending: Promise<Reported>): Promise<string> {
  const reported = await ending;
  reports.push(reported);
  return reported.verdict;
}

describe('a thousand deliveries', () => {
  it('are not lost with workers that are killed in the middle', async () => {
    const trial = trialOf('both workers killed -9', await readership.announce('The roof is on fire'));
    await trial.mailed(IN_THE_MIDDLE);
    await Promise.all(cluster.workers.map((worker) => worker.kill('SIGKILL')));
    const mailsAtDeath = trial.mails;
    expect(mailsAtDeath).toBeLessThan(PEOPLE);
    await cluster.workers[0]?.start();
    expect(await judged(trial.end({ repeats: IN_FLIGHT, extra: { mailsAtDeath } }))).toBe('clean');
  });

  it('are not lost with all that Redis holds', async () => {
    const trial = trialOf('Redis emptied', await readership.mention('The roof has cooled down'));
    await trial.mailed(IN_THE_MIDDLE);
    const redis = new Redis(cluster.redis.url);
    await redis.flushall();
    redis.disconnect();
    const mailsAtLoss = trial.mails;
    expect(mailsAtLoss).toBeLessThan(PEOPLE);
    expect(await judged(trial.end({ repeats: 0, extra: { mailsAtLoss } }))).toBe('clean');
  });

  it('wait for a mail server that is down for a while', async () => {
    const trial = trialOf('SMTP down for a while', await readership.announce('The roof is being mended'));
    await trial.mailed(IN_THE_MIDDLE);
    await smtp.stop();
    const mailsAtStop = trial.mails;
    expect(mailsAtStop).toBeLessThan(PEOPLE);
    // The length of the fault; nothing is awaited by it.
    await sleep(DOWN_MS);
    await smtp.listen();
    expect(await judged(trial.end({ repeats: IN_FLIGHT, extra: { mailsAtStop, downMs: DOWN_MS } }))).toBe('clean');
  });

  it('wait for a PostgreSQL that is away from the workers for a while', async () => {
    const trial = trialOf('PostgreSQL away from the workers', await readership.announce('The roof leaks'));
    await trial.mailed(1);
    for (const { postgres } of cluster.workers) postgres.cut();
    const mailsAtCut = trial.mails;
    expect(mailsAtCut).toBeLessThan(PEOPLE);
    await sleep(DOWN_MS);
    for (const { postgres } of cluster.workers) postgres.restore();
    expect(await judged(trial.end({ repeats: IN_FLIGHT, extra: { mailsAtCut, downMs: DOWN_MS } }))).toBe('clean');
  });
});

describe('a mail server', () => {
  it('that is slow gets everything nonetheless', async () => {
    const slow = () => sleep(SLOW_MS, null);
    Object.assign(smtp, { answer: slow, answerData: slow });
    const trial = trialOf('SMTP slow', await readership.mention('Slowly does it', FEW));
    expect(await judged(trial.end({ repeats: 0, extra: { answerMs: SLOW_MS } }))).toBe('clean');
  });

  it('that says 4xx at first gets those later, and what it refuses with 5xx stands in the ledger', async () => {
    const [greylisted, gone, spam] = [
      readership.readers.slice(0, 100),
      readership.readers.slice(100, 120),
      readership.readers.slice(120, 140),
    ];
    const left = new Map(greylisted.map(({ address }, i) => [address, 1 + (i % 3)]));
    const bounce = { code: 550, message: '5.1.1 no such user here' };
    const refusal = { code: 554, message: '5.7.1 looks like spam' };
    const nobody = new Set(gone.map(({ address }) => address));
    const suspicious = new Set(spam.map(({ address }) => address));
    smtp.answer = (address) => {
      const tries = left.get(address) ?? 0;
      left.set(address, tries - 1);
      if (tries > 0) return { code: 451, message: '4.3.0 try later' };
      return nobody.has(address) ? bounce : undefined;
    };
    smtp.answerData = (address) => (suspicious.has(address) ? refusal : undefined);
    const trial = trialOf('SMTP says 4xx and 5xx', await readership.announce('The roof is for sale'));

    const without = [...gone, ...spam];
    const extra = { greylisted: greylisted.length, bounced: gone.length, refused: spam.length };
    expect(await judged(trial.end({ repeats: 0, without, extra }))).toBe('clean');

    for (const reader of gone) {
      const answer = `${bounce.code} ${bounce.message}`;
      expect(await trial.entryOf(reader)).toMatchObject({
        state: 'failed',
        reason: 'mail_server',
        answer,
        attempts: 1,
      });
    }
    for (const reader of spam) {
      const answer = `${refusal.code} ${refusal.message}`;
      expect(await trial.entryOf(reader)).toMatchObject({
        state: 'failed',
        reason: 'mail_server',
        answer,
        attempts: 1,
      });
    }
    const suppressed = await cluster.database.query('SELECT address FROM mail_suppressions ORDER BY address');
    expect(suppressed.map(({ address }) => address as string)).toEqual([...nobody].toSorted());
    await cluster.database.query('DELETE FROM mail_suppressions');
  });
});

describe('what is poisonous', () => {
  it('among the lines of an inbox fails with its reason, and all others are told', async () => {
    const [poisoned, ...others] = readership.readers;
    if (!poisoned) throw new Error('nobody is there');
    await readership.prefer(poisoned, { emailAfterMinutes: 60 });
    const news = await readership.announce('The roof is poisonous');
    const bad = trialOf('a line without words', news);
    await bad.reaches(poisoned, 'planned');
    await cluster.database.query(`UPDATE notifications SET data = 'null' WHERE user_id = $1 AND data->>'title' = $2`, [
      poisoned.userId,
      news.words,
    ]);
    const good = trialOf('beside a line without words', await readership.mention('The roof is sound', FEW));
    await good.reaches(poisoned, 'planned');

    const timePasses = () => readership.timePasses(poisoned);
    await good.reaches(poisoned, 'sent', timePasses);
    const { answer, attempts } = await bad.reaches(poisoned, 'failed', timePasses);
    expect(answer).toMatch(/data|record/);
    expect(attempts).toBeLessThanOrEqual(8);

    expect(await judged(good.end({ repeats: 0 }))).toBe('clean');
    const rest = trialOf('a line without words', { ...news, readers: others });
    expect(await judged(rest.end({ repeats: 0, extra: { attempts } }))).toBe('clean');
    await readership.prefer(poisoned, { emailAfterMinutes: 0 });
  });

  it('among people and mails keeps nobody else from hearing of it', async () => {
    const [nowhere, senseless, garbled] = readership.readers.slice(-3);
    if (!nowhere || !senseless || !garbled) throw new Error('nobody is there');
    await cluster.database.query(`UPDATE users SET time_zone = 'Nowhere/Else' WHERE id = $1`, [nowhere.userId]);
    await cluster.database.query(
      `UPDATE notification_settings SET settings = '{"emailAfterMinutes": "soon", "digest": 5}' WHERE user_id = $1`,
      [senseless.userId],
    );
    await smtp.stop();
    const trial = trialOf('people and mails that make no sense', await readership.announce('The roof is gone'));
    const garble = async () => {
      const [mail] = await cluster.database.query(
        `UPDATE mails SET data = '{"title": 5}' WHERE to_address = $1 AND state <> 'sent' RETURNING id`,
        [garbled.address],
      );
      return mail !== undefined;
    };
    await until('a mail to garble', garble, 60_000);
    await smtp.listen();
    await trial.reaches(senseless, 'sent', () => readership.timePasses(senseless));

    expect(await judged(trial.end({ repeats: 0, without: [garbled] }))).toBe('clean');
    const failure = { state: 'failed', answer: expect.stringMatching(/^cannot be rendered: .*title/s) };
    expect(await trial.entryOf(garbled)).toMatchObject(failure);
  });

  it('among the jobs fails at once, and those behind it go on', async () => {
    const jobs = await Promise.all(
      ['mail', 'deliveries', 'notifications'].flatMap((name) => [
        queue(name).add('nonsense', {}, { attempts: 5 }),
        queue(name).add(knownJobs[name] ?? '', { mailId: 1, userId: [], channelId: null }, { attempts: 5 }),
      ]),
    );
    const trial = trialOf('jobs that make no sense', await readership.mention('The roof does not care', FEW));
    expect(await judged(trial.end({ repeats: 0, extra: { jobs: jobs.length } }))).toBe('clean');
    for (const { name, queueName, id = '' } of jobs) {
      const job = await queue(queueName).getJob(id);
      expect(job).toMatchObject({ attemptsMade: 1, failedReason: expect.stringContaining(`${name}: bad payload`) });
    }
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, describe, expect, it } from 'vitest';
import { useMailedCluster } from '../support/cluster/mailed-cluster.js';
import { until } from '../support/cluster/until.js';

const PEOPLE = 200;
/** Those of the last readers that a test leaves without sense. */
const SENSELESS = 3;
const SLOW_MS = 300;

const mailed = useMailedCluster({ people: PEOPLE, file: 'notification-refusals' });
const queues = new Map<string, Queue>();
const knownJobs: Record<string, string> = { mail: 'send', deliveries: 'deliver', notifications: 'fan-out' };

afterAll(async () => {
  for (const each of queues.values()) await each.close();
});

/** As the servers have it, for what only an operator would do. */
function queue(name: string): Queue {
  const known =
    queues.get(name) ?? new Queue(name, { connection: { url: mailed.cluster.redis.url }, prefix: 'tertulia:queues' });
  queues.set(name, known);
  return known;
}

describe('a mail server', () => {
  it('that is slow gets everything nonetheless', async () => {
    const slow = () => sleep(SLOW_MS, null);
    Object.assign(mailed.smtp, { answer: slow, answerData: slow });
    const trial = mailed.trial('SMTP slow', await mailed.readership.mention('Slowly does it'));
    expect(await mailed.verdict(trial.end({ repeats: 0, extra: { answerMs: SLOW_MS } }))).toBe('clean');
  });

  it('that says 4xx at first gets those later, and what it refuses with 5xx stands in the ledger', async () => {
    const [greylisted, gone, spam] = [
      mailed.readership.readers.slice(0, 100),
      mailed.readership.readers.slice(100, 120),
      mailed.readership.readers.slice(120, 140),
    ];
    const left = new Map(greylisted.map(({ address }, i) => [address, 1 + (i % 3)]));
    const bounce = { code: 550, message: '5.1.1 no such user here' };
    const refusal = { code: 554, message: '5.7.1 looks like spam' };
    const nobody = new Set(gone.map(({ address }) => address));
    const suspicious = new Set(spam.map(({ address }) => address));
    mailed.smtp.answer = (address) => {
      const tries = left.get(address) ?? 0;
      left.set(address, tries - 1);
      if (tries > 0) return { code: 451, message: '4.3.0 try later' };
      return nobody.has(address) ? bounce : undefined;
    };
    mailed.smtp.answerData = (address) => (suspicious.has(address) ? refusal : undefined);
    const trial = mailed.trial('SMTP says 4xx and 5xx', await mailed.readership.announce('The roof is for sale'));

    const without = [...gone, ...spam];
    const extra = { greylisted: greylisted.length, bounced: gone.length, refused: spam.length };
    expect(await mailed.verdict(trial.end({ repeats: 0, without, extra }))).toBe('clean');

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
    const suppressed = await mailed.cluster.database.query('SELECT address FROM mail_suppressions ORDER BY address');
    expect(suppressed.map(({ address }) => address as string)).toEqual([...nobody].toSorted());
    await mailed.cluster.database.query('DELETE FROM mail_suppressions');
  });
});

describe('what is poisonous', () => {
  it('among the lines of an inbox fails with its reason, and all others are told', async () => {
    const [poisoned, ...others] = mailed.readership.readers;
    if (!poisoned) throw new Error('nobody is there');
    await mailed.readership.prefer(poisoned, { emailAfterMinutes: 60 });
    const news = await mailed.readership.announce('The roof is poisonous');
    const bad = mailed.trial('a line without words', news);
    await bad.reaches(poisoned, 'planned');
    await mailed.cluster.database.query(
      `UPDATE notifications SET data = 'null' WHERE user_id = $1 AND data->>'title' = $2`,
      [poisoned.userId, news.words],
    );
    const good = mailed.trial('beside a line without words', await mailed.readership.mention('The roof is sound'));
    await good.reaches(poisoned, 'planned');

    const timePasses = () => mailed.readership.timePasses(poisoned);
    await good.reaches(poisoned, 'sent', timePasses);
    const { answer, attempts } = await bad.reaches(poisoned, 'failed', timePasses);
    expect(answer).toMatch(/data|record/);
    expect(attempts).toBeLessThanOrEqual(8);

    expect(await mailed.verdict(good.end({ repeats: 0 }))).toBe('clean');
    const rest = mailed.trial('a line without words', { ...news, readers: others });
    expect(await mailed.verdict(rest.end({ repeats: 0, extra: { attempts } }))).toBe('clean');
    await mailed.readership.prefer(poisoned, { emailAfterMinutes: 0 });
  });

  it('among people and mails keeps nobody else from hearing of it', async () => {
    const [nowhere, senseless, garbled] = mailed.readership.readers.slice(-SENSELESS);
    if (!nowhere || !senseless || !garbled) throw new Error('nobody is there');
    await mailed.cluster.database.query(`UPDATE users SET time_zone = 'Nowhere/Else' WHERE id = $1`, [nowhere.userId]);
    await mailed.cluster.database.query(
      `UPDATE notification_settings SET settings = '{"emailAfterMinutes": "soon", "digest": 5}' WHERE user_id = $1`,
      [senseless.userId],
    );
    await mailed.smtp.stop();
    const trial = mailed.trial(
      'people and mails that make no sense',
      await mailed.readership.announce('The roof is gone'),
    );
    // While no worker has it in hand: one that does has read what was there before.
    const garble = async () => {
      const [mail] = await mailed.cluster.database.query(
        `UPDATE mails SET data = '{"title": 5}' WHERE to_address = $1 AND state = 'queued' RETURNING id`,
        [garbled.address],
      );
      return mail !== undefined;
    };
    await until('a mail to garble', garble, 60_000);
    await mailed.smtp.listen();
    await trial.reaches(senseless, 'sent', () => mailed.readership.timePasses(senseless));

    expect(await mailed.verdict(trial.end({ repeats: 0, without: [garbled] }))).toBe('clean');
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
    const news = await mailed.readership.mention('The roof does not care', PEOPLE - SENSELESS);
    const trial = mailed.trial('jobs that make no sense', news);
    expect(await mailed.verdict(trial.end({ repeats: 0, extra: { jobs: jobs.length } }))).toBe('clean');
    for (const { name, queueName, id = '' } of jobs) {
      const failed = () => queue(queueName).getJobState(id);
      await until(`${name} fails`, async () => (await failed()) === 'failed', 60_000);
      const job = await queue(queueName).getJob(id);
      expect(job).toMatchObject({ attemptsMade: 1, failedReason: expect.stringContaining(`${name}: bad payload`) });
    }
  });
});

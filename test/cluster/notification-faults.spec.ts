import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { IN_FLIGHT, useMailedCluster } from '../support/cluster/mailed-cluster.js';

const PEOPLE = 1_000;
const IN_THE_MIDDLE = 300;
const DOWN_MS = 5_000;

const mailed = useMailedCluster({ people: PEOPLE, file: 'notification-faults' });

describe('a thousand deliveries', () => {
  it('are not lost with workers that are killed in the middle', async () => {
    const trial = mailed.trial('both workers killed -9', await mailed.readership.announce('The roof is on fire'));
    await trial.mailed(IN_THE_MIDDLE);
    await Promise.all(mailed.cluster.workers.map((worker) => worker.kill('SIGKILL')));
    const mailsAtDeath = trial.mails;
    expect(mailsAtDeath).toBeLessThan(PEOPLE);
    await mailed.cluster.workers[0]?.start();
    expect(await mailed.verdict(trial.end({ repeats: IN_FLIGHT, extra: { mailsAtDeath } }))).toBe('clean');
  });

  it('are not lost with all that Redis holds', async () => {
    const trial = mailed.trial('Redis emptied', await mailed.readership.mention('The roof has cooled down'));
    await trial.mailed(IN_THE_MIDDLE);
    const redis = new Redis(mailed.cluster.redis.url);
    await redis.flushall();
    redis.disconnect();
    const mailsAtLoss = trial.mails;
    expect(mailsAtLoss).toBeLessThan(PEOPLE);
    expect(await mailed.verdict(trial.end({ repeats: 0, extra: { mailsAtLoss } }))).toBe('clean');
  });

  it('wait for a mail server that is down for a while', async () => {
    const trial = mailed.trial('SMTP down for a while', await mailed.readership.announce('The roof is being mended'));
    await trial.mailed(IN_THE_MIDDLE);
    await mailed.smtp.stop();
    const mailsAtStop = trial.mails;
    expect(mailsAtStop).toBeLessThan(PEOPLE);
    // The length of the fault; nothing is awaited by it.
    await sleep(DOWN_MS);
    await mailed.smtp.listen();
    expect(await mailed.verdict(trial.end({ repeats: IN_FLIGHT, extra: { mailsAtStop, downMs: DOWN_MS } }))).toBe(
      'clean',
    );
  });

  it('wait for a PostgreSQL that is away from the workers for a while', async () => {
    const trial = mailed.trial('PostgreSQL away from the workers', await mailed.readership.announce('The roof leaks'));
    await trial.mailed(1);
    for (const { postgres } of mailed.cluster.workers) postgres.cut();
    const mailsAtCut = trial.mails;
    expect(mailsAtCut).toBeLessThan(PEOPLE);
    await sleep(DOWN_MS);
    for (const { postgres } of mailed.cluster.workers) postgres.restore();
    expect(await mailed.verdict(trial.end({ repeats: IN_FLIGHT, extra: { mailsAtCut, downMs: DOWN_MS } }))).toBe(
      'clean',
    );
  });
});

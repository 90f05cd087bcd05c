import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Api } from '../support/cluster/api.js';
import { check } from '../support/cluster/checker.js';
import { now } from '../support/cluster/clock.js';
import { Crowd } from '../support/cluster/crowd.js';
import { type Figures, figuresOf } from '../support/cluster/figures.js';
import type { Outcome } from '../support/cluster/facts.js';
import type { FaultName } from '../support/cluster/reference-desk.js';
import { ReferenceServer } from '../support/cluster/reference-server.js';
import type { Rule, Verdict } from '../support/cluster/verdict.js';
import { until } from '../support/cluster/until.js';

const USERS = 8;
const ENOUGH_ACKS = 150;
const MANY_REPEATS = { twin: 0.1, atOnce: 0.15, late: 0.05, elsewhere: 0.2 };

/** A few clients on two instances of the reference server; the last of them is removed from a channel on the way. */
async function trial(fault: FaultName | null): Promise<{ verdict: Verdict; figures: Figures }> {
  const server = new ReferenceServer(fault);
  const instances = (await server.start(2)).map((url) => new Api(url));
  const users = Array.from({ length: USERS }, (_, i) => ({ userId: `user-${i}`, token: async () => `user-${i}` }));
  const [everyone, even, odd] = [randomUUID(), randomUUID(), randomUUID()];
  const members = users.map((who, i) => ({
    who,
    channels: [everyone, i % 2 === 0 ? even : odd],
    devices: i < 2 ? 2 : 1,
  }));
  for (const channelId of [everyone, even, odd]) {
    const inside = members.filter(({ channels }) => channels.includes(channelId));
    server.store.open(
      channelId,
      inside.map(({ who }) => who.userId),
    );
  }
  const site = { instances, store: server.store };
  const crowd = new Crowd({
    site,
    members,
    channels: [everyone, even, odd],
    seed: 1,
    repeats: MANY_REPEATS,
    everyMs: 20,
  });
  try {
    await crowd.connect();
    crowd.startTraffic();
    const sends = (fits: (outcome: Outcome) => boolean): number =>
      crowd.senders.flatMap((sender) => sender.sends).filter(({ attempts }) => attempts.some((a) => fits(a.outcome)))
        .length;
    const acked = () => sends(({ kind }) => kind === 'acked');
    // A server cannot be caught at what never came up.
    const badBodies = () => sends((outcome) => outcome.kind === 'refused' && outcome.code === 'validation_failed');
    await until('half of the acks', () => acked() > ENOUGH_ACKS / 2, 30_000);
    await instances[0]?.call('DELETE', `/channels/${odd}/members/user-${USERS - 1}`, users[0] ?? null);
    await crowd.noteRemoval(`user-${USERS - 1}`, odd);
    await until('all of the acks, and a bad body', () => acked() > ENOUGH_ACKS && badBodies() > 0, 60_000);
    crowd.stopTraffic();
    await crowd.settle(25_000);
    await crowd.caughtUp(30_000);
    const window = { from: crowd.startedAt, until: now(), returned: [], blind: [] };
    return { verdict: check(await crowd.history()), figures: figuresOf(crowd.clients, crowd.senders, window) };
  } finally {
    crowd.close();
    await server.stop();
  }
}

describe('the checker', { concurrent: true }, () => {
  it('finds nothing to blame in a correct server, dropped frames and repeated sends included', async () => {
    const { verdict, figures } = await trial(null);
    expect(verdict.explain()).toBe('clean');
    expect(Math.min(figures.gaps, figures.duplicates, figures.refused)).toBeGreaterThan(0);
  });

  const cases: [FaultName, Rule][] = [
    ['losesAcked', 'lost'],
    ['losesDelivery', 'undelivered'],
    ['doublesRetries', 'doubled'],
    ['announcesTwice', 'doubled'],
    ['swapsMessages', 'swapped'],
    ['swapsFrames', 'swapped'],
    ['leaks', 'leak'],
    ['forgetsRemovals', 'leak'],
    ['storesRefused', 'storedRefusal'],
    ['acksEarly', 'ackedBeforeStored'],
    ['skipsNumbers', 'gap'],
    ['forgetsDuplicates', 'mislabelled'],
    ['altersBodies', 'altered'],
    ['inventsMessages', 'phantom'],
    ['pagesBackwards', 'swapped'],
    ['staysSilent', 'hung'],
  ];
  it.each(cases)('catches a server that %s (%s)', async (fault, rule) => {
    expect((await trial(fault)).verdict.broken).toContain(rule);
  });
});

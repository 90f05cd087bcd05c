import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { findAllDrift } from '../../../src/drift.js';
import { check } from './checker.js';
import { now } from './clock.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { Crowd } from './crowd.js';
import type { Attempt, Instant } from './facts.js';
import { type FaultWindow, figuresOf } from './figures.js';
import { report, type ScenarioReport } from './report.js';
import type { Repeats } from './sender.js';
import { Town } from './town.js';
import { until } from './until.js';

const PEOPLE = 50;
const SEND_EVERY_MS = 120;
const WARM_ACKS = 300;
const ACKS_AFTER = 300;
const SETTLE_MS = 60_000;
const CATCH_UP_MS = 15_000;
export const FAULT_MS = 10_000;

/** What is asked of every fault, on a machine that has nothing else to do. */
export const bars = {
  unseenMs: 5_000,
  firstAckMs: 5_000,
  unavailableMs: 3_000,
  ackWithoutRedisMs: 1_000,
  exitMs: 15_000,
};

/** How many times the p99 of acks before the fault each bar gives: there are so many steps behind what it is held against. */
const STEPS = 3;
/** On a machine where acks take this long without a fault, some send is told `unavailable` without one, too. */
const BUSY_MS = 500;

export interface Run {
  crowd: Crowd;
  cluster: Cluster;
  town: Town;
  channels: readonly string[];
  /** Acked attempts that ended since then, through one instance or any. */
  acksSince: (since: Instant, instance?: number) => number;
  outcomesSince: (
    since: Instant,
    kind: Attempt['outcome']['kind'],
    instance?: number,
    route?: Attempt['route'],
  ) => number;
}

export interface Fault extends Partial<FaultWindow> {
  extra?: Record<string, number>;
}

export interface Scenario {
  name: string;
  repeats?: Repeats;
  /** Devices of each user, where more than one. */
  devices?: (user: number) => number;
  /** Makes the fault and ends it; answers what the bars have to know. It begins `from` the call where it does not say. */
  fault: (run: Run) => Promise<Fault>;
}

/**
 * One cluster for the scenarios of a file, mended before each; the figures of all of them at the end.
 *
 * For looking into a failure: CLUSTER_SEED repeats the clients' choices, CLUSTER_LOGS names a folder for the servers'
 * logs, CLUSTER_LOG_LEVEL says how much they write, CLUSTER_REPORT_DIR where the figures go as JSON.
 */
export function useCluster(file: string, options?: ClusterOptions): (scenario: Scenario) => Promise<ScenarioReport> {
  let cluster: Cluster;
  let town: Town;
  const reports: ScenarioReport[] = [];
  beforeAll(async () => {
    cluster = await Cluster.start(options);
    town = await Town.settle(cluster, PEOPLE);
  });
  beforeEach(() => cluster.mend());
  afterAll(async () => {
    report(reports, file);
    await cluster.stop();
  });
  return async (scenario) => {
    const result = await play(cluster, town, scenario);
    reports.push(result);
    return result;
  };
}

async function play(cluster: Cluster, town: Town, scenario: Scenario): Promise<ScenarioReport> {
  const started = performance.now();
  const lag = monitorEventLoopDelay({ resolution: 10 });
  const cpu = process.cpuUsage();
  const seed = Number(process.env['CLUSTER_SEED'] ?? Math.floor(Math.random() * 1e6));
  const { channels, members } = await town.openChannels(scenario.name);
  const crowd = new Crowd({
    site: cluster.site,
    members: members.map((member, i) => ({ ...member, devices: scenario.devices?.(i) ?? 1 })),
    channels,
    seed,
    everyMs: SEND_EVERY_MS,
    ...(scenario.repeats ? { repeats: scenario.repeats } : {}),
  });
  try {
    await crowd.connect();
    const run = runOf(crowd, cluster, town, channels);
    lag.enable();
    const { window, extra } = await flood(run, scenario);
    await crowd.settle(SETTLE_MS);
    lag.disable();
    const caughtUpMs = await crowd.caughtUp(CATCH_UP_MS);
    const judged = check(await crowd.history());
    for (const drift of await findAllDrift(cluster.postgres.url)) judged.add('drift', JSON.stringify(drift));
    const verdict = judged.explain();
    const figures = figuresOf(crowd.clients, crowd.senders, window);
    const seconds = (performance.now() - started) / 1_000;
    // The clients share the machine with the servers: where their own loop lags, so do the figures.
    const clients = { clientLagP99Ms: lag.percentile(99) / 1e6, clientCpuMs: process.cpuUsage(cpu).user / 1e3 };
    return { scenario: scenario.name, seed, seconds, verdict, caughtUpMs, figures, extra: { ...extra, ...clients } };
  } finally {
    crowd.close();
  }
}

async function flood(run: Run, { fault }: Scenario): Promise<{ window: FaultWindow; extra: Record<string, number> }> {
  const { crowd, acksSince } = run;
  crowd.startTraffic();
  await until('acks before the fault', () => acksSince(0) >= WARM_ACKS, 60_000);
  const from = now();
  const { extra = {}, ...given } = await fault(run);
  const window = { from, until: now(), returned: [], blind: [], ...given };
  const enough = (): boolean => [0, 1].every((instance) => acksSince(window.until, instance) >= ACKS_AFTER);
  await until('acks after the fault', enough, 60_000).catch(() => undefined);
  crowd.stopTraffic();
  return { window, extra };
}

function runOf(crowd: Crowd, cluster: Cluster, town: Town, channels: readonly string[]): Run {
  const outcomesSince: Run['outcomesSince'] = (since, kind, instance, route) =>
    crowd.senders
      .flatMap(({ sends }) => sends.flatMap(({ attempts }) => attempts))
      .filter((attempt) => attempt.outcome.kind === kind && attempt.endedAt >= since)
      .filter((attempt) => instance === undefined || attempt.instance === instance)
      .filter((attempt) => route === undefined || attempt.route === route).length;
  const acksSince: Run['acksSince'] = (since, instance) => outcomesSince(since, 'acked', instance);
  return { crowd, cluster, town, channels, acksSince, outcomesSince };
}

/** The length of a fault is given by the issue; it is no waiting for something to happen. */
export async function lasting(ms: number): Promise<void> {
  await sleep(ms);
}

/** Which bars were missed, in words. `sendsGoOn`: the fault is none that a send has to notice. */
export function breachesOf({ verdict, figures, caughtUpMs }: ScenarioReport, { sendsGoOn = false } = {}): string[] {
  const limits: [string, number, number][] = [
    ['a committed change unseen', figures.worstUnseenMs, bars.unseenMs],
    ['the answer `unavailable` on a socket', figures.worstUnavailableMs, bars.unavailableMs],
    ['the answer `unavailable` by REST', figures.worstUnavailableRestMs, bars.unavailableMs],
    ['the first ack after the return', figures.firstAckMs ?? 0, bars.firstAckMs],
    ['the last client to catch up', caughtUpMs, bars.unseenMs],
  ];
  if (sendsGoOn) {
    limits.push(['the p99 of acks during the fault', figures.faultP99Ms, bars.ackWithoutRedisMs]);
    limits.push(['the longest time without an ack', figures.faultSilenceMs, bars.ackWithoutRedisMs]);
  }
  const given = Math.round(STEPS * figures.calmP99Ms);
  const missed = limits.filter(([, ms, limit]) => ms > limit + given);
  const breaches = missed.map(
    ([what, ms, limit]) => `${what} took ${Math.round(ms)} ms, more than ${limit} + ${given}`,
  );
  if (verdict !== 'clean') breaches.unshift(verdict);
  const isBusy = figures.calmP99Ms > BUSY_MS;
  if (sendsGoOn && figures.unavailable > 0 && !isBusy)
    breaches.push(`${figures.unavailable} sends were told \`unavailable\``);
  return breaches;
}

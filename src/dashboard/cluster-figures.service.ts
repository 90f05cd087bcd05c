import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { Metrics } from '../core/observability/metrics.js';
import { type Counts, sum } from './counts.js';
import {
  instanceEnded,
  type InstanceReport,
  instanceReported,
  type Remembered,
  reportWanted,
} from './dashboard.topics.js';
import { type Departure, InstanceTrack } from './instance-track.js';
import { packed, sizeOf, thinned } from './past-samples.js';
import { PeopleOnline } from './people-online.js';
import { decodeIds } from './user-ids.js';

const LOOK_MS = 500;
/** Seven reports in a row did not come: the instance is dead, or cannot be heard. */
const SILENT_MS = 4000;
/** What an instance that is gone had counted is told until the minute is over and recorded. */
const FORGET_MS = 150_000;
/** Nobody is asked more often than this. */
const ASK_EVERY_MS = 1000;
/** Who is connected to an instance of this age has come to it just now. */
const NEW_MS = 10_000;
/** Everybody is heard within it. */
const LISTEN_MS = 1000;
/** Values that are told of instances that are gone: some hundred kilobytes at most, however many there are. */
const MAX_REMEMBERED = 10_000;

/**
 * All instances as they tell of themselves. Everyone hears everyone, so each can answer for all; who lacks what came before
 * asks for it. While Redis is away an instance hears itself alone.
 */
@Injectable()
export class ClusterFigures implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly people = new PeopleOnline();
  private readonly tracks = new Map<string, InstanceTrack>();
  private readonly departureListeners: ((report: InstanceReport, how: Departure) => void)[] = [];
  private readonly returnListeners: ((report: InstanceReport) => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = performance.now();
  /** Since when this process has been able to hear others. */
  private awakeSince = 0;
  /** When others were first heard, until one of them has told what it knows of those that are gone; then null. */
  private listeningSince: number | null = Infinity;

  constructor(
    private readonly bus: Bus,
    metrics: Metrics,
  ) {
    bus.on(instanceReported, (report, body) => this.hear(report, body));
    bus.on(instanceEnded, ({ instance }) => this.end(instance));
    // Others may have come and gone in the meantime.
    bus.onRestored(() => (this.listeningSince = Infinity));
    metrics.gauge({
      name: 'tertulia_instances',
      help: 'Processes that this one hears, itself among them',
      labels: ['role'],
      observe: async () =>
        (['web', 'worker'] as const).map((role) => ({
          labels: { role },
          value: this.living().filter(({ report }) => report.role === role).length,
        })),
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Whether instances do not hear one another: what is told is of this one alone. */
  get degraded(): boolean {
    return !this.bus.healthy;
  }

  /** Those that were heard within the last seconds, the longest running first. */
  living(): InstanceTrack[] {
    return [...this.tracks.values()]
      .filter(({ state }) => state === 'living')
      .toSorted((a, b) => a.report.startedAt - b.report.startedAt || (a.report.instance < b.report.instance ? -1 : 1));
  }

  /** What all have counted in the last `spanMs`, those that are gone since among them. */
  last(spanMs: number): Counts {
    const at = performance.now();
    return sum([...this.tracks.values()].map((track) => track.last(spanMs, at)));
  }

  /** What all have counted between two times, each by its own clock. Spans of the last two minutes are known. */
  between(from: number, to: number): Counts {
    return sum([...this.tracks.values()].map(({ window }) => window.between(from, to)));
  }

  /** Whether all that are heard have told what they had counted until then, each by its own clock. */
  reached(time: number): boolean {
    return this.living().every(({ report }) => report.sample.at >= time);
  }

  /**
   * Instances that are gone, for who did not hear them: what they had counted belongs to the last minutes. The latest
   * first, and as many as there is room for.
   */
  remembered(): Remembered[] {
    const at = performance.now();
    const gone = [...this.tracks.values()].filter(({ state }) => state !== 'living');
    const told: Remembered[] = [];
    let size = 0;
    for (const { report, window, heardAt } of gone.toSorted((a, b) => b.heardAt - a.heardAt)) {
      const { gone: _, ...own } = report;
      const past = packed(thinned(window.all));
      size += sizeOf(past);
      if (size > MAX_REMEMBERED) break;
      told.push({ report: { ...own, past }, silentFor: at - heardAt });
    }
    return told;
  }

  /** Hears of every instance that is gone. */
  onDeparture(listener: (report: InstanceReport, how: Departure) => void): void {
    this.departureListeners.push(listener);
  }

  /** Hears of every instance that was taken for lost and is heard again. */
  onReturn(listener: (report: InstanceReport) => void): void {
    this.returnListeners.push(listener);
  }

  private hear(report: InstanceReport, body: Buffer): void {
    const known = this.tracks.get(report.instance);
    const back = known?.state === 'lost';
    const at = performance.now();
    const track = known ?? new InstanceTrack(report, at);
    if (known) known.hear(report, at);
    else this.tracks.set(report.instance, track);
    const knowsPeople = this.hearPeople(track, report, body);
    if (!knowsPeople || !track.complete) this.ask(track, false);
    if (report.instance !== this.bus.instanceId) this.hearOther(report, at);
    if (back) for (const listener of this.returnListeners) listener(report);
  }

  private hearOther({ gone }: InstanceReport, at: number): void {
    if (this.listeningSince === Infinity) this.listeningSince = at;
    if (!gone) return;
    this.listeningSince = null;
    for (const remembered of gone) this.remember(remembered);
  }

  private remember({ report, silentFor }: Remembered): void {
    if (this.tracks.has(report.instance)) return;
    const track = new InstanceTrack(report, performance.now() - silentFor);
    track.state = 'ended';
    this.tracks.set(report.instance, track);
  }

  /** False where they are not known: they were told before this instance was heard, or what was told was lost. */
  private hearPeople(track: InstanceTrack, report: InstanceReport, body: Buffer): boolean {
    const { instance, people, sample, startedAt } = report;
    const ids = decodeIds(body);
    const isNews = track.peopleVersion !== null || sample.at - startedAt < NEW_MS;
    if (people.base === null) this.people.replace(instance, ids, isNews);
    else if (people.base === track.peopleVersion) {
      this.people.change(instance, ids.slice(0, people.joined), ids.slice(people.joined));
    } else return false;
    track.peopleVersion = people.version;
    return true;
  }

  private ask(track: InstanceTrack, gone: boolean): void {
    const at = performance.now();
    if (at - track.askedAt < ASK_EVERY_MS) return;
    track.askedAt = at;
    void this.bus.publish(reportWanted, { instance: track.report.instance, past: !track.complete, gone });
  }

  /** One tells of those that are gone, the one that has heard the most of them. */
  private askForGone(): void {
    const oldest = this.living().find(({ report }) => report.instance !== this.bus.instanceId);
    if (oldest) this.ask(oldest, true);
  }

  private end(instance: string): void {
    const track = this.tracks.get(instance);
    if (track?.state === 'living') this.depart(track, 'ended');
  }

  private look(): void {
    const at = performance.now();
    // What others said while this process stood still is still to be read.
    if (at - this.lookedAt > SILENT_MS / 2) this.awakeSince = at;
    this.lookedAt = at;
    if (this.listeningSince !== null && at - this.listeningSince > LISTEN_MS) this.askForGone();
    for (const [instance, track] of this.tracks) {
      const silentFor = at - Math.max(track.heardAt, this.awakeSince);
      if (track.state === 'living' && silentFor > SILENT_MS) this.depart(track, this.reasonOf(track));
      if (at - track.heardAt > FORGET_MS) this.tracks.delete(instance);
    }
  }

  /** Where this instance has not heard itself either since then, nobody is lost but its own link. */
  private reasonOf({ report, heardAt }: InstanceTrack): Departure {
    if (report.leaving) return 'ended';
    const deaf = this.degraded || this.bus.heardAt - heardAt < SILENT_MS / 2;
    return deaf ? 'unheard' : 'lost';
  }

  private depart(track: InstanceTrack, how: Departure): void {
    track.state = how;
    track.peopleVersion = null;
    this.people.drop(track.report.instance);
    for (const listener of this.departureListeners) listener(track.report, how);
  }
}

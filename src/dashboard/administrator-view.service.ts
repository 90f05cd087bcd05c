import { Injectable } from '@nestjs/common';
import type { ActiveChannel, AdministratorDashboard, InstanceFigures, Rate } from '../contract/dashboard.js';
import { cacheOf } from './cache-figures.js';
import { ChannelActivity } from './channel-activity.js';
import { ChannelLabels } from './channel-labels.js';
import { ClusterFigures } from './cluster-figures.service.js';
import { type Counts, sum, total, under } from './counts.js';
import type { InstanceTrack } from './instance-track.js';
import { percentilesOf } from './latency.js';
import { QueueDepth } from './queue-depth.js';

const MINUTE_MS = 60_000;
/** Long enough that a figure can be read, short enough that it follows. */
const RATE_MS = 5000;
const SECOND_MS = 1000;
const TOP_CHANNELS = 10;
/** Whoever asks within this time is answered the same. */
const FRESH_MS = 200;

/** What administrators see: everything, of all instances. Merged once for all who ask at a time. */
@Injectable()
export class AdministratorView {
  private merged: { at: number; view: Promise<AdministratorDashboard> } | undefined;

  constructor(
    private readonly cluster: ClusterFigures,
    private readonly activity: ChannelActivity,
    private readonly labels: ChannelLabels,
    private readonly queues: QueueDepth,
  ) {}

  now(): Promise<AdministratorDashboard> {
    const at = performance.now();
    if (!this.merged || at - this.merged.at > FRESH_MS) this.merged = { at, view: this.merge() };
    return this.merged.view;
  }

  private async merge(): Promise<AdministratorDashboard> {
    const [queues, top] = await Promise.all([this.queues.read(), this.top()]);
    const living = this.cluster.living();
    const minute = this.cluster.last(MINUTE_MS);
    const recent = this.cluster.last(RATE_MS);
    return {
      view: 'administrator',
      at: new Date().toISOString(),
      degraded: this.cluster.degraded,
      people: { online: this.cluster.people.count },
      sockets: { total: open(living, 'sockets'), byTransport: sum(living.map(({ report }) => report.byTransport)) },
      streams: { total: open(living, 'streams'), byStream: sum(living.map(({ report }) => report.byStream)) },
      messages: { accepted: rate(minute, recent, 'accepted'), delivered: rate(minute, recent, 'delivered') },
      channels: { active: this.activity.active, top },
      latency: {
        server: percentilesOf(under(minute, 'deliver/server')),
        client: percentilesOf(under(minute, 'deliver/client')),
      },
      notifications: notificationsOf(minute),
      jobs: { queues, failedForGood: total(under(minute, 'failure')) },
      cache: cacheOf(minute),
      errors: { lastMinute: total(under(minute, 'error')), byCode: under(minute, 'error') },
      instances: living.map(instanceOf),
    };
  }

  private async top(): Promise<ActiveChannel[]> {
    const top = this.activity.top(TOP_CHANNELS);
    const labels = await this.labels.of(top.map(({ channelId }) => channelId));
    return top.flatMap(({ channelId, messages }) => {
      const label = labels.get(channelId);
      return label ? [{ ...label, messages }] : [];
    });
  }
}

const rate = (minute: Counts, recent: Counts, name: string): Rate => ({
  perSecond: ((recent[name] ?? 0) * SECOND_MS) / RATE_MS,
  lastMinute: minute[name] ?? 0,
});

const open = (living: InstanceTrack[], what: 'sockets' | 'streams'): number =>
  living.reduce((count, { report }) => count + report[what], 0);

const notificationsOf = (minute: Counts): AdministratorDashboard['notifications'] =>
  Object.entries(under(minute, 'notification')).map(([name, lastMinute]) => {
    const [way = '', state = ''] = name.split('/');
    return { way, state, lastMinute };
  });

const instanceOf = ({ report }: InstanceTrack): InstanceFigures => ({
  id: report.instance,
  role: report.role,
  version: report.version,
  startedAt: new Date(report.startedAt).toISOString(),
  uptimeSeconds: Math.floor((report.sample.at - report.startedAt) / SECOND_MS),
  memory: report.memory,
  eventLoopDelay: report.eventLoopDelay,
  sockets: report.sockets,
  streams: report.streams,
});

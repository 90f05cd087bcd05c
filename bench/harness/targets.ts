import type { Samples } from './samples.js';

export interface Target {
  id: string;
  what: string;
  bound: number;
  wants: 'at least' | 'at most';
  work: string;
  metric: string;
  against: string;
  /** Where the other one did something else. */
  againstWork?: string;
}

const atLeast = (bound: number) => ({ bound, wants: 'at least' as const });
const atMost = (bound: number) => ({ bound, wants: 'at most' as const });

/** The ratios that Tertulia is held to, each of medians of one run. */
const TARGETS: Target[] = [
  {
    id: 'T1',
    what: '200 rooms of 10: acked/s against naive',
    ...atLeast(5),
    work: 'rooms/1',
    metric: 'ackedPerSecond',
    against: 'naive',
  },
  {
    id: 'T2',
    what: 'the same on 2 processes, naive on the Redis adapter',
    ...atLeast(7),
    work: 'rooms/2',
    metric: 'ackedPerSecond',
    against: 'naive',
  },
  {
    id: 'T3',
    what: '200 rooms of 10: CPU of a message against naive',
    ...atMost(0.16),
    work: 'rooms/1',
    metric: 'cpuMicros',
    against: 'naive',
  },
  {
    id: 'T4',
    what: '1,000 in flight: acked/s against naive',
    ...atLeast(7),
    work: 'sends/1000',
    metric: 'ackedPerSecond',
    against: 'naive',
  },
  {
    id: 'T4',
    what: '100 in flight: acked/s against naive',
    ...atLeast(7),
    work: 'sends/100',
    metric: 'ackedPerSecond',
    against: 'naive',
  },
  {
    id: 'T4',
    what: '10 in flight: acked/s against naive',
    ...atLeast(3),
    work: 'sends/10',
    metric: 'ackedPerSecond',
    against: 'naive',
  },
  {
    id: 'T4',
    what: '1 in flight: acked/s against naive',
    ...atLeast(1.5),
    work: 'sends/1',
    metric: 'ackedPerSecond',
    against: 'naive',
  },
  {
    id: 'T4',
    what: '1,000 in flight: acked/s against naive with insert()',
    ...atLeast(5),
    work: 'sends/1000',
    metric: 'ackedPerSecond',
    against: 'naive-insert',
  },
  {
    id: 'T4',
    what: '100 in flight: acked/s against naive with insert()',
    ...atLeast(5),
    work: 'sends/100',
    metric: 'ackedPerSecond',
    against: 'naive-insert',
  },
  {
    id: 'T5',
    what: "lone sender's ack p50 against naive with insert()",
    ...atMost(0.6),
    work: 'sends/1',
    metric: 'ackP50',
    against: 'naive-insert',
  },
  {
    id: 'T5',
    what: "lone sender's ack p50 against naive",
    ...atMost(0.6),
    work: 'sends/1',
    metric: 'ackP50',
    against: 'naive',
  },
  {
    id: 'T5',
    what: "lone sender's ack p50 against a raw INSERT",
    ...atMost(1.5),
    work: 'sends/1',
    metric: 'ackP50',
    against: 'insert',
  },
  {
    id: 'T6',
    what: 'saturated room of 500: deliveries/s against ws',
    ...atLeast(2.5),
    work: 'fanout/saturated',
    metric: 'deliveriesPerSecond',
    against: 'ws',
  },
  {
    id: 'T6',
    what: 'saturated room of 500: deliveries/s against naive',
    ...atLeast(3.5),
    work: 'fanout/saturated',
    metric: 'deliveriesPerSecond',
    against: 'naive',
  },
  {
    id: 'T7',
    what: 'CPU of a delivery against ws, saturated',
    ...atMost(0.4),
    work: 'fanout/saturated',
    metric: 'serverPerMillion',
    against: 'ws',
  },
  {
    id: 'T7',
    what: 'CPU of a delivery against ws, at 10,000 a second',
    ...atMost(1.2),
    work: 'fanout/steady',
    metric: 'serverPerMillion',
    against: 'ws',
  },
  {
    id: 'T8',
    what: 'delivery p99 against ws, at 10,000 a second',
    ...atMost(1.2),
    work: 'fanout/steady',
    metric: 'deliveryP99',
    against: 'ws',
  },
  {
    id: 'T9',
    what: 'joins/s against naive',
    ...atLeast(1.7),
    work: 'connect',
    metric: 'joinsPerSecond',
    against: 'naive',
  },
  {
    id: 'T10',
    what: "5,000 subscribers of one event stream: deliveries/s against Nest's @Sse",
    ...atLeast(4.5),
    work: 'streams/5000',
    metric: 'deliveriesPerSecond',
    against: '@Sse',
  },
  {
    id: 'T10',
    what: '5,000 subscribers of one event stream: deliveries/s against node:http',
    ...atLeast(2),
    work: 'streams/5000',
    metric: 'deliveriesPerSecond',
    against: 'node:http',
  },
  {
    id: 'T10',
    what: "1,000 subscribers of one event stream: deliveries/s against Nest's @Sse",
    ...atLeast(4.5),
    work: 'streams/1000',
    metric: 'deliveriesPerSecond',
    against: '@Sse',
  },
  {
    id: 'T10',
    what: '1,000 subscribers of one event stream: deliveries/s against node:http',
    ...atLeast(2),
    work: 'streams/1000',
    metric: 'deliveriesPerSecond',
    against: 'node:http',
  },
  {
    id: 'T12',
    what: 'memory of an idle socket against naive',
    ...atMost(0.45),
    work: 'memory',
    metric: 'kibPerSocket',
    against: 'naive',
  },
  {
    id: 'T12',
    what: 'memory of an idle socket against ws',
    ...atMost(2.1),
    work: 'memory',
    metric: 'kibPerSocket',
    against: 'ws',
  },
  {
    id: 'T13',
    what: 'ack p50 on 2 processes against 1, at 500 messages a second',
    ...atMost(1.4),
    work: 'rooms-steady/2',
    metric: 'ackP50',
    against: 'tertulia',
    againstWork: 'rooms-steady/1',
  },
  {
    id: 'T13',
    what: 'delivery p50 on 2 processes against 1, at 500 messages a second',
    ...atMost(1.4),
    work: 'rooms-steady/2',
    metric: 'deliveryP50',
    against: 'tertulia',
    againstWork: 'rooms-steady/1',
  },
  {
    id: 'T15',
    what: 'a message to 10,000: notifications/s against naive',
    ...atLeast(5),
    work: 'notifications/crowd',
    metric: 'perSecond',
    against: 'naive',
  },
  {
    id: 'T15',
    what: "p50 of others' notifications meanwhile against quiet",
    ...atMost(2),
    work: 'notifications/both',
    metric: 'delayP50',
    against: 'tertulia',
    againstWork: 'notifications/quiet',
  },
  {
    id: 'T15',
    what: "p99 of others' notifications meanwhile against quiet",
    ...atMost(3),
    work: 'notifications/both',
    metric: 'delayP99',
    against: 'tertulia',
    againstWork: 'notifications/quiet',
  },
  {
    id: 'T11',
    what: 'newest page of a history: requests/s against naive',
    ...atLeast(10),
    work: 'reads/newest',
    metric: 'requestsPerSecond',
    against: 'naive',
  },
  {
    id: 'T11',
    what: 'newest page of a history: CPU of a request against naive',
    ...atMost(0.1),
    work: 'reads/newest',
    metric: 'cpuMicros',
    against: 'naive',
  },
  {
    id: 'T11',
    what: 'older page, which nobody has asked for: requests/s against naive',
    ...atLeast(1.6),
    work: 'reads/older',
    metric: 'requestsPerSecond',
    against: 'naive',
  },
];

export interface Verdict extends Target {
  ratio: number | null;
  met: boolean;
}

export const judge = (samples: Samples): Verdict[] =>
  TARGETS.map((target) => {
    const { work, againstWork = work } = target;
    const ratio = samples.ratio(
      target.metric,
      { work, subject: 'tertulia' },
      { work: againstWork, subject: target.against },
    );
    const met = ratio !== null && (target.wants === 'at least' ? ratio >= target.bound : ratio <= target.bound);
    return { ...target, ratio, met };
  });

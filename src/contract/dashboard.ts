import { z } from 'zod';
import { ChannelKind } from './channels.js';
import { Id, rule, Timestamp } from './ids.js';
import { PageQuery, pageOf } from './page.js';

/** Milliseconds that the given share did not exceed; estimated within the buckets of a histogram. */
export const Percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });
export type Percentiles = z.infer<typeof Percentiles>;

const Count = z.int();

/** `perSecond` is the mean of the last five seconds, `lastMinute` an exact count of the last sixty. */
export const Rate = z.object({ perSecond: z.number(), lastMinute: Count }).meta({ id: 'DashboardRate' });
export type Rate = z.infer<typeof Rate>;

export const InstanceRole = z.enum(['web', 'worker']);
export type InstanceRole = z.infer<typeof InstanceRole>;

/** One process as it told of itself within the last seconds. */
export const InstanceFigures = z
  .object({
    id: z.string(),
    role: InstanceRole,
    version: z.string(),
    startedAt: Timestamp,
    uptimeSeconds: Count,
    /** Bytes. */
    memory: z.object({ resident: Count, heapUsed: Count }),
    /** By how many milliseconds the event loop was late in its last second or two. */
    eventLoopDelay: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
    sockets: Count,
    streams: Count,
  })
  .meta({ id: 'DashboardInstance' });
export type InstanceFigures = z.infer<typeof InstanceFigures>;

/** Administrators are told which channel it is where that is public; of others, that there is one. */
export const ActiveChannel = z
  .object({ id: Id.nullable(), kind: ChannelKind, name: z.string().nullable(), messages: Count })
  .meta({ id: 'DashboardChannel' });
export type ActiveChannel = z.infer<typeof ActiveChannel>;

export const QueueFigures = z
  .object({ name: z.string(), waiting: Count, active: Count, delayed: Count, failed: Count })
  .meta({ id: 'DashboardQueue' });
export type QueueFigures = z.infer<typeof QueueFigures>;

/** All that happens, over all instances. What says no other span is of the last minute. */
export const AdministratorDashboard = z
  .object({
    view: z.literal('administrator'),
    at: Timestamp,
    /** Whether the instances do not hear one another: the figures are then of the one that answers alone. */
    degraded: z.boolean(),
    /** Distinct people with a socket or an event stream anywhere. */
    people: z.object({ online: Count }),
    sockets: z.object({ total: Count, byTransport: z.record(z.string(), Count) }),
    streams: z.object({ total: Count, byStream: z.record(z.string(), Count) }),
    /** `accepted`: new messages that were committed; `delivered`: what was written to sockets and streams of them. */
    messages: z.object({ accepted: Rate, delivered: Rate }),
    /** `active`: with a new message; `top`: those with the most. */
    channels: z.object({ active: Count, top: z.array(ActiveChannel) }),
    /** From commit to delivery: as the server measures it, and as clients report it in samples. Null where nothing was. */
    latency: z.object({ server: Percentiles.nullable(), client: Percentiles.nullable() }),
    notifications: z.array(z.object({ way: z.string(), state: z.string(), lastMinute: Count })),
    /** `queues` is null while they cannot be looked into. */
    jobs: z.object({ queues: z.array(QueueFigures).nullable(), failedForGood: Count }),
    /** `hitRate` is null where nothing was asked for. */
    cache: z.object({ hits: Count, misses: Count, hitRate: z.number().nullable() }),
    errors: z.object({ lastMinute: Count, byCode: z.record(z.string(), Count) }),
    instances: z.array(InstanceFigures),
  })
  .meta({ id: 'AdministratorDashboard' });
export type AdministratorDashboard = z.infer<typeof AdministratorDashboard>;

export const MyActiveChannel = z
  .object({ id: Id, kind: ChannelKind, name: z.string().nullable(), messages: Count, online: Count, unread: Count })
  .meta({ id: 'MyDashboardChannel' });
export type MyActiveChannel = z.infer<typeof MyActiveChannel>;

/** What happens in the caller's own channels, and what waits for them. What says no other span is of the last minute. */
export const MemberDashboard = z
  .object({
    view: z.literal('member'),
    at: Timestamp,
    degraded: z.boolean(),
    /** Distinct people, the caller among them, who share a channel with the caller and are connected. */
    people: z.object({ online: Count }),
    messages: z.object({ lastMinute: Count }),
    channels: z.object({ total: Count, active: Count, top: z.array(MyActiveChannel) }),
    /** Messages and mentions beyond the caller's read markers, and in how many channels. */
    unread: z.object({ channels: Count, messages: Count, mentions: Count }),
    notifications: z.object({ unread: Count }),
  })
  .meta({ id: 'MemberDashboard' });
export type MemberDashboard = z.infer<typeof MemberDashboard>;

/** Which one it is, `view` says: owners and administrators get theirs, members the other. */
export const Dashboard = z
  .discriminatedUnion('view', [AdministratorDashboard, MemberDashboard])
  .meta({ id: 'Dashboard' });
export type Dashboard = z.infer<typeof Dashboard>;

export const HistoryRange = z.enum(['24h', '30d'], rule('must be 24h or 30d'));
export type HistoryRange = z.infer<typeof HistoryRange>;
export const HistoryQuery = z.strictObject({ range: HistoryRange.default('24h') });
export type HistoryQuery = z.infer<typeof HistoryQuery>;

/** Of one minute or hour. `peak`: the most there were at once; all else is counted over the whole of it. */
export const HistoryFigures = z.object({
  peak: z.object({ people: Count, sockets: Count, streams: Count, activeChannels: Count, waitingJobs: Count }),
  messages: Count,
  delivered: Count,
  notifications: Count,
  failedJobs: Count,
  errors: Count,
  cacheHitRate: z.number().nullable(),
  latency: Percentiles.nullable(),
});
export type HistoryFigures = z.infer<typeof HistoryFigures>;

/** A point for each step, the oldest first; `figures` is null where nobody counted. */
export const DashboardHistory = z
  .object({
    range: HistoryRange,
    stepSeconds: Count,
    points: z.array(z.object({ at: Timestamp, figures: HistoryFigures.nullable() })),
  })
  .meta({ id: 'DashboardHistory' });
export type DashboardHistory = z.infer<typeof DashboardHistory>;

export const LogSource = z.enum(['audit', 'system'], rule('must be audit or system'));
export type LogSource = z.infer<typeof LogSource>;

/** What somebody did to the server (`audit`), or what happened to it (`system`). */
export const LogEntry = z
  .object({
    id: Id,
    at: Timestamp,
    source: LogSource,
    /** Noun and verb: `dead-letters.replay`, `instance.lost`. */
    action: z.string(),
    /** What it was done to, or what it happened to: a queue's name, an id. */
    target: z.string(),
    /** Null where the server itself did it. */
    actorId: Id.nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'LogEntry' });
export type LogEntry = z.infer<typeof LogEntry>;

export const LogQuery = PageQuery.extend({ cursor: Id.optional(), source: LogSource.optional() });
export type LogQuery = z.infer<typeof LogQuery>;

/** The newest first. */
export const LogPage = pageOf(LogEntry).meta({ id: 'LogPage' });
export type LogPage = z.infer<typeof LogPage>;

import { z } from 'zod';

/** Which wire language a subject speaks: Socket.IO (both chat servers), the bare `ws` server's own few words, or events. */
const Dialect = z.enum(['socket.io', 'ws', 'sse']);
export type Dialect = z.infer<typeof Dialect>;

const Person = z.object({ token: z.string(), channels: z.array(z.string()) });
export type Person = z.infer<typeof Person>;

const Target = z.object({ dialect: Dialect, ports: z.array(z.number()).min(1), compress: z.boolean() });
export type Target = z.infer<typeof Target>;

const Pacing = z.discriminatedUnion('by', [
  /** So many sends in flight, over all lanes; the next goes out when an ack comes in. */
  z.object({ by: z.literal('acks'), inFlight: z.number() }),
  /** So many messages not yet delivered to their whole audience, on average. */
  z.object({ by: z.literal('deliveries'), window: z.number() }),
  /** Open loop. */
  z.object({ by: z.literal('rate'), perSecond: z.number() }),
]);
export type Pacing = z.infer<typeof Pacing>;

export const TrafficPlan = z.object({
  kind: z.literal('traffic'),
  /** Who connects: the generator's own frugal clients, or those of the package `@tertulia/client`. */
  clients: z.enum(['frugal', 'package']).default('frugal'),
  target: Target,
  people: z.array(Person),
  /** Who writes where: an index into `people`, and a channel. Lanes take turns. */
  lanes: z.array(z.object({ person: z.number(), channelId: z.string() })),
  pacing: Pacing,
  /** Deliveries that each message must cause. */
  audience: z.number(),
  bodyLength: z.number(),
  warmupMs: z.number(),
  measureMs: z.number(),
});
export type TrafficPlan = z.infer<typeof TrafficPlan>;

export const ConnectPlan = z.object({
  kind: z.literal('connect'),
  target: Target,
  people: z.array(Person),
  concurrency: z.number(),
  /** Hold the sockets idle until told to stop. */
  hold: z.boolean(),
});
export type ConnectPlan = z.infer<typeof ConnectPlan>;

export const InsertPlan = z.object({
  kind: z.literal('insert'),
  databaseUrl: z.string(),
  measureMs: z.number(),
});
export type InsertPlan = z.infer<typeof InsertPlan>;

/** Direct messages one after the other, a message to a crowd, or both at one time. */
export const NotifyPlan = z.object({
  kind: z.literal('notify'),
  target: Target,
  databaseUrl: z.string(),
  /** Who talks and who is told of it. The direct channel is the first of both. */
  sender: Person,
  receiver: Person,
  /** Who writes to all members of their first channel; null for a turn without that. */
  crier: Person.nullable(),
  /** How many the crier reaches. */
  audience: z.number(),
  /** How many direct messages; with a crier, as many as there is time for. Null for none. */
  directs: z.number().nullable(),
});
export type NotifyPlan = z.infer<typeof NotifyPlan>;

/** One row for each notification, by TypeORM's `save`. */
export const SavePlan = z.object({ kind: z.literal('save'), databaseUrl: z.string(), rows: z.number() });
export type SavePlan = z.infer<typeof SavePlan>;

/** One event stream with many subscribers. */
export const StreamsPlan = z.object({
  kind: z.literal('streams'),
  port: z.number(),
  /** Of those who subscribe, in turns. */
  tokens: z.array(z.string()).min(1),
  eventsPath: z.string(),
  publishing: z.discriminatedUnion('by', [
    z.object({ by: z.literal('post'), path: z.string() }),
    z.object({ by: z.literal('socket'), people: z.array(Person) }),
  ]),
  subscribers: z.number(),
  /** Each has one message under way. */
  writers: z.number(),
  /** So many messages not yet delivered to everybody, on average. */
  window: z.number(),
  bodyLength: z.number(),
  warmupMs: z.number(),
  measureMs: z.number(),
});
export type StreamsPlan = z.infer<typeof StreamsPlan>;

/** The same GET again and again, one at a time on each connection. */
export const ReadPlan = z.object({
  kind: z.literal('read'),
  ports: z.array(z.number()).min(1),
  tokens: z.array(z.string()).min(1),
  /** `{before}` is another number in each request, from `least` to `most`. */
  path: z.string(),
  least: z.number(),
  most: z.number(),
  /** Sent as If-None-Match once an answer had an ETag. */
  conditional: z.boolean(),
  /** Sent as Accept-Encoding, where it is not empty. */
  coding: z.string(),
  warmupMs: z.number(),
  measureMs: z.number(),
});
export type ReadPlan = z.infer<typeof ReadPlan>;

export const Plan = z.discriminatedUnion('kind', [
  ReadPlan,
  TrafficPlan,
  ConnectPlan,
  InsertPlan,
  NotifyPlan,
  SavePlan,
  StreamsPlan,
]);
export type Plan = z.infer<typeof Plan>;

const Latency = z.object({ p50: z.number(), p99: z.number(), worst: z.number(), samples: z.number() });
export type Latency = z.infer<typeof Latency>;

export const TrafficResult = z.object({
  kind: z.literal('traffic'),
  seconds: z.number(),
  /** Within the measured time. */
  acked: z.number(),
  delivered: z.number(),
  bytes: z.number(),
  ackMs: Latency,
  deliveryMs: Latency,
  /** Over the whole run, warm-up and tail included. */
  totalSent: z.number(),
  totalAcked: z.number(),
  totalDelivered: z.number(),
  /** Deliveries that did not follow the one before. */
  gaps: z.number(),
});
export type TrafficResult = z.infer<typeof TrafficResult>;

export const ConnectResult = z.object({ kind: z.literal('connect'), seconds: z.number(), joined: z.number() });
export type ConnectResult = z.infer<typeof ConnectResult>;

export const InsertResult = z.object({
  kind: z.literal('insert'),
  seconds: z.number(),
  ms: Latency,
  inserted: z.number(),
});
export type InsertResult = z.infer<typeof InsertResult>;

export const NotifyResult = z.object({
  kind: z.literal('notify'),
  /** From the ack of the crier's message until the last of the crowd has its line; without one, of the whole turn. */
  seconds: z.number(),
  /** From a direct message's ack to its notification. */
  delayMs: Latency,
  acked: z.number(),
});
export type NotifyResult = z.infer<typeof NotifyResult>;

export const SaveResult = z.object({ kind: z.literal('save'), seconds: z.number(), saved: z.number() });
export type SaveResult = z.infer<typeof SaveResult>;

export const StreamsResult = z.object({
  kind: z.literal('streams'),
  seconds: z.number(),
  /** Within the measured time. */
  delivered: z.number(),
  published: z.number(),
  /** Events that the deliveries came in. */
  events: z.number(),
  bytes: z.number(),
  deliveryMs: Latency,
  /** Over the whole run. */
  totalPublished: z.number(),
});
export type StreamsResult = z.infer<typeof StreamsResult>;

export const ReadResult = z.object({
  kind: z.literal('read'),
  seconds: z.number(),
  requests: z.number(),
  bytes: z.number(),
  ms: Latency,
});
export type ReadResult = z.infer<typeof ReadResult>;

const Result = z.discriminatedUnion('kind', [
  ReadResult,
  TrafficResult,
  ConnectResult,
  InsertResult,
  NotifyResult,
  SaveResult,
  StreamsResult,
]);

/** What a load process says: the edges of its measured time, then its result or why there is none. */
export const LoadEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('measured') }),
  z.object({ type: z.literal('result'), result: Result }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);
export type LoadEvent = z.infer<typeof LoadEvent>;
export type LoadResult = z.infer<typeof Result>;

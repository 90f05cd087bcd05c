import { z } from 'zod';
import { checkDkim } from './dkim.js';
import { MailboxVariable } from './mailbox.js';
import { RateVariable } from './rate.js';
import { checkVapid, VapidPrivateKey, VapidPublicKey } from './vapid.js';

const int = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });

const Variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  /** Web port. 0 takes a free one. */
  PORT: int(0, 65_535).default(8000),
  /** Address that the web process listens on. */
  HOST: z.string().min(1).default('0.0.0.0'),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  /** Connections that one process keeps for everything but its message writer, which has one of its own. */
  DATABASE_POOL_SIZE: int(2, 200).default(10),
  /** Milliseconds that a request waits for PostgreSQL, for a connection and then for an answer, before it says `unavailable`. */
  DATABASE_TIMEOUT_MS: int(300, 600_000).default(3000),
  /** Queues, bus and registry; its Redis must not evict. */
  REDIS_URL: url('redis:', 'rediss:'),
  /** Rate-limit counters and caches; its Redis may evict. Default: the same server, database 1. */
  REDIS_CACHE_URL: url('redis:', 'rediss:').optional(),
  /** MiB of answers that a process keeps in its memory; 0 keeps none, in Redis neither. */
  CACHE_MEMORY_MB: int(0, 65_536).default(64),
  /** Begins every Redis key and pub/sub channel, so that several installations can share a server. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]{1,40}$/, 'must be 1 to 40 letters, digits, dashes or underscores')
    .default('tertulia'),
  /** Signs every token; the same on all instances. */
  JWT_SECRET: z.string().min(32, 'must be at least 32 characters; make one with: openssl rand -base64 48'),
  /** Seconds that an access token is good for. */
  ACCESS_TOKEN_TTL: int(5, 86_400).default(900),
  /** Days without a refresh after which a session ends. */
  SESSION_TTL_DAYS: int(1, 3650).default(30),
  /** Who may register: anyone, holders of an invitation, nobody. The first account of a server always may. */
  REGISTRATION: z.enum(['open', 'invite', 'closed']).default('open'),
  /** Origins of browsers that may connect, comma-separated, or `*`. The server's own origin always may. */
  ALLOWED_ORIGINS: z.string().default(''),
  /** Proxies in front of the server, whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: int(0, 10).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Bearer token of those who may read /metrics; without one, peers of the same machine or private network may. */
  METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters').optional(),
  /** Port on which a worker answers GET /metrics and its health; 0 is nowhere. */
  WORKER_METRICS_PORT: int(0, 65_535).default(0),
  /** Where traces go, by OTLP over HTTP: a collector's base address. Without one nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:').optional(),
  /** `name=value` pairs, comma-separated, percent-encoded: what the collector wants to see, a key of access say. */
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(['http/protobuf', 'http/json']).default('http/protobuf'),
  /** What the server is called among others that the collector hears of. */
  OTEL_SERVICE_NAME: z.string().min(1).default('tertulia'),
  /** More of the same, as `name=value` pairs: `deployment.environment.name=production`. */
  OTEL_RESOURCE_ATTRIBUTES: z.string().optional(),
  /** Which traces are kept, and the share of them where the name ends in `ratio`. The same for all processes. */
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0|1|0?\.\d+|1\.0+)$/, 'must be a number from 0 to 1')
    .default('1')
    .transform(Number),
  /** Characters in a message. */
  MAX_BODY_LENGTH: int(1, 16_000).default(4000),
  /** Bytes in one frame or HTTP body from a client. */
  MAX_FRAME_BYTES: int(1024, 16_777_216).default(65_536),
  /** Messages that one user may send, on each instance. */
  SEND_RATE: RateVariable.prefault('20/10s'),
  /** Messages that one user may report, over all instances. */
  REPORT_RATE: RateVariable.prefault('20/1h'),
  /** Channels and direct channels that one user may make, over all instances. */
  CHANNEL_RATE: RateVariable.prefault('1000/1h'),
  /** Other requests over one socket. */
  EVENT_RATE: RateVariable.prefault('1000/10s'),
  /** REST requests of one user, or of one address where nobody is signed in. */
  HTTP_RATE: RateVariable.prefault('600/1m'),
  /** Attempts to sign in or up, per address and per account. */
  LOGIN_RATE: RateVariable.prefault('20/1m'),
  /** Sockets of one user over all instances. */
  MAX_SOCKETS_PER_USER: int(1, 10_000_000).default(10),
  /** Event streams of one user. */
  MAX_STREAMS_PER_USER: int(1, 10_000_000).default(10),
  /** Where files are: those that jobs take and make. One folder for all instances. */
  FILES_DIR: z.string().min(1).default('.data/files'),
  /** Days after which messages are deleted; 0 keeps them. A channel may have a stricter rule. */
  RETENTION_DAYS: int(0, 36_500).default(0),
  /** Days that notifications which were read are kept, and why they came; 0 keeps them. */
  NOTIFICATION_DAYS: int(0, 36_500).default(180),
  /** Days that finished jobs and their files are kept. */
  JOB_HISTORY_DAYS: int(1, 3650).default(30),
  /** Where the worker puts backups of the database, and how many it keeps. */
  BACKUP_DIR: z.string().min(1).default('.data/backups'),
  BACKUP_KEEP: int(1, 1000).default(7),
  /** Folder of the pg_dump to back up with. Default: PATH, and where Debian keeps them. */
  PG_BIN_DIR: z.string().min(1).optional(),
  /** Refused requests in a row after which a socket is closed. */
  FLOOD_LIMIT: int(1, 1_000_000).default(100),
  /** Changes that a cursor may be behind before it is answered with a reset. */
  SYNC_HORIZON: int(1, 1_000_000).default(1000),
  /** Milliseconds between two pings of a socket, and how long its answer may take. */
  SOCKET_PING_INTERVAL: int(100, 600_000).default(25_000),
  SOCKET_PING_TIMEOUT: int(100, 600_000).default(20_000),
  /** `threshold` deflates WebSocket messages of 1 KiB and more. */
  SOCKET_COMPRESSION: z.enum(['off', 'threshold']).default('off'),
  /** Milliseconds over which a stopping instance closes its sockets in waves. */
  DRAIN_MS: int(0, 10_000).default(3000),
  /** Seconds that somebody who was told on a screen has to read it before a push notification follows. */
  PUSH_AFTER: int(0, 3600).default(60),
  /** The key by which push services know the server; made by the server itself where it is not given. */
  VAPID_PUBLIC_KEY: VapidPublicKey.optional(),
  VAPID_PRIVATE_KEY: VapidPrivateKey.optional(),
  /** Where a push service finds somebody to talk to about what this server sends. */
  VAPID_SUBJECT: z
    .string()
    .refine((text) => /^(mailto:|https:\/\/)./.test(text) && URL.canParse(text), 'must be a mailto: or https: URL')
    .default('mailto:admin@localhost'),
  /** Where people's browsers reach the server: links in mails begin with it. Default: this machine's `PORT`. */
  PUBLIC_URL: url('http:', 'https:').optional(),
  /** Server that takes outgoing mail. Without one, mails are caught in development and fail in production. */
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  /** Whom mails come from; its domain stands in their Message-IDs too. */
  MAIL_FROM: MailboxVariable.prefault('Tertulia <no-reply@localhost>'),
  /** DKIM signs mails where domain, selector and key are given. */
  MAIL_DKIM_DOMAIN: z.string().optional(),
  MAIL_DKIM_SELECTOR: z.string().optional(),
  /** RSA, in PEM form; line breaks may be written `\n`. */
  MAIL_DKIM_PRIVATE_KEY: z.string().optional(),
  /** A file with the key, in place of the key. */
  MAIL_DKIM_PRIVATE_KEY_FILE: z.string().optional(),
  /** Milliseconds before the second attempt to send a mail; each later one waits twice as long, an hour at the most. */
  MAIL_RETRY_BASE_MS: int(1, 3_600_000).default(30_000),
  /** Milliseconds after which a mail's worker counts as lost; each attempt ends well before. */
  MAIL_CLAIM_TIMEOUT_MS: int(400, 3_600_000).default(60_000),
});

/** Every variable that a process reads, once. `.env.example` is compared with this by a test. */
export const Env = Variables.superRefine(checkDkim).superRefine(checkVapid);
export type Env = z.infer<typeof Env>;

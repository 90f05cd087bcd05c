import { createSecretKey, type KeyObject } from 'node:crypto';
import { dkimOf } from './dkim.js';
import { Env } from './env.js';
import type { VapidKeys } from './vapid.js';

/** A start that cannot go on; the message says what is missing and how to give it. */
export class ConfigurationError extends Error {}

/** The validated environment, grouped by who uses it. */
export class AppConfig {
  private readonly key: KeyObject;

  private constructor(private readonly env: Env) {
    this.key = createSecretKey(env.JWT_SECRET, 'utf8');
  }

  /** Throws a `ConfigurationError` that names every bad variable, so that nothing fails later. */
  static load(source: NodeJS.ProcessEnv = process.env): AppConfig {
    // An empty variable is what `VAR=` in a file leaves behind: not given.
    const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
    const parsed = Env.safeParse(given);
    if (parsed.success) return new AppConfig(parsed.data);
    const lines = parsed.error.issues.map(({ path, message }) => {
      const name = path.join('.');
      return `  ${name}: ${given[name] === undefined ? 'is required but not set' : message}`;
    });
    throw new ConfigurationError(
      `These environment variables need attention:\n${lines.join('\n')}\nSee .env.example for each one's meaning.`,
    );
  }

  get production(): boolean {
    return this.env.NODE_ENV === 'production';
  }

  get log() {
    return { level: this.env.LOG_LEVEL };
  }

  get metrics() {
    return { token: this.env.METRICS_TOKEN, workerPort: this.env.WORKER_METRICS_PORT };
  }

  get tracing() {
    const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio } = this.env;
    const share = sampler.endsWith('off') ? 0 : sampler.endsWith('ratio') ? ratio : 1;
    return {
      on: this.env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && share > 0,
      protocol: this.env.OTEL_EXPORTER_OTLP_PROTOCOL,
      serviceName: this.env.OTEL_SERVICE_NAME,
      /** Of the traces, those that are kept: from 0 to 1. */
      share,
    };
  }

  get http() {
    return { port: this.env.PORT, host: this.env.HOST, trustedProxies: this.env.TRUSTED_PROXIES };
  }

  get origins() {
    return { allowed: new Set(this.env.ALLOWED_ORIGINS.split(',').flatMap((origin) => origin.trim() || [])) };
  }

  get database() {
    const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize, DATABASE_TIMEOUT_MS: timeoutMs } = this.env;
    return { url, poolSize, timeoutMs };
  }

  get redis() {
    const cache = new URL(this.env.REDIS_URL);
    cache.pathname = '/1';
    return {
      url: this.env.REDIS_URL,
      cacheUrl: this.env.REDIS_CACHE_URL ?? cache.href,
      prefix: this.env.REDIS_PREFIX,
    };
  }

  get cache() {
    return { bytes: this.env.CACHE_MEMORY_MB * 1024 * 1024 };
  }

  get auth() {
    return {
      secret: this.env.JWT_SECRET,
      /** The secret as jsonwebtoken takes it fastest: a text it tries to read as a public key, each time. */
      key: this.key,
      accessTtlSeconds: this.env.ACCESS_TOKEN_TTL,
      sessionTtlSeconds: this.env.SESSION_TTL_DAYS * 86_400,
      registration: this.env.REGISTRATION,
    };
  }

  get limits() {
    return {
      bodyLength: this.env.MAX_BODY_LENGTH,
      frameBytes: this.env.MAX_FRAME_BYTES,
      sendRate: this.env.SEND_RATE,
      reportRate: this.env.REPORT_RATE,
      channelRate: this.env.CHANNEL_RATE,
      eventRate: this.env.EVENT_RATE,
      httpRate: this.env.HTTP_RATE,
      loginRate: this.env.LOGIN_RATE,
      socketsPerUser: this.env.MAX_SOCKETS_PER_USER,
      streamsPerUser: this.env.MAX_STREAMS_PER_USER,
      flood: this.env.FLOOD_LIMIT,
      syncHorizon: this.env.SYNC_HORIZON,
    };
  }

  get notifications() {
    return { pushAfterSeconds: this.env.PUSH_AFTER, keepDays: this.env.NOTIFICATION_DAYS };
  }

  get push() {
    const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = this.env;
    /** Null where the server makes its own. */
    const keys: VapidKeys | null = publicKey && privateKey ? { publicKey, privateKey } : null;
    return { keys, subject };
  }

  get mail() {
    const { SMTP_URL: smtpUrl = null, MAIL_FROM: from, PUBLIC_URL: publicUrl } = this.env;
    return {
      smtpUrl,
      /** Whether mails go nowhere but to `/dev/mail`. */
      caught: smtpUrl === null && !this.production,
      from,
      dkim: dkimOf(this.env),
      publicUrl: publicUrl ?? `http://localhost:${this.env.PORT}`,
      retryBaseMs: this.env.MAIL_RETRY_BASE_MS,
      claimTimeoutMs: this.env.MAIL_CLAIM_TIMEOUT_MS,
    };
  }

  get files() {
    return { dir: this.env.FILES_DIR };
  }

  get jobs() {
    return { keepDays: this.env.JOB_HISTORY_DAYS };
  }

  get backup() {
    return { dir: this.env.BACKUP_DIR, keep: this.env.BACKUP_KEEP, pgBinDir: this.env.PG_BIN_DIR };
  }

  get retention() {
    return { days: this.env.RETENTION_DAYS };
  }

  get sockets() {
    return {
      pingIntervalMs: this.env.SOCKET_PING_INTERVAL,
      pingTimeoutMs: this.env.SOCKET_PING_TIMEOUT,
      compression: this.env.SOCKET_COMPRESSION,
      drainMs: this.env.DRAIN_MS,
    };
  }
}

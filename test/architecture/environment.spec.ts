import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import webpush from 'web-push';
import { AppConfig, ConfigurationError } from '../../src/core/config/app-config.js';
import { Env } from '../../src/core/config/env.js';

const lines = readFileSync('.env.example', 'utf8').split('\n');
/** Set, or shown commented out with its default. */
const variables = lines.flatMap((line) => /^#?\s?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)?.slice(1) ?? []);
const example = new Map(variables.flatMap((name, i) => (i % 2 === 0 ? [[name, variables[i + 1] ?? ''] as const] : [])));

const NEEDED = {
  DATABASE_URL: 'postgresql://localhost/tertulia',
  REDIS_URL: 'redis://localhost:6379',
  JWT_SECRET: 'x'.repeat(32),
};

describe('.env.example', () => {
  it('has every variable of the schema and no other', () => {
    expect([...example.keys()].toSorted()).toEqual(Object.keys(Env.shape).toSorted());
  });

  it('shows values that the schema takes, and its own defaults', () => {
    const given = Object.fromEntries([...example].filter(([, value]) => value !== ''));
    const parsed = Env.parse({ ...NEEDED, ...given });
    const defaults = Env.parse(NEEDED);
    const differing = Object.entries(parsed).filter(
      ([name, value]) =>
        !(name in NEEDED) &&
        JSON.stringify(value) !== JSON.stringify(Object.entries(defaults).find(([n]) => n === name)?.[1]),
    );
    expect(differing.map(([name]) => name).filter((name) => name !== 'NODE_ENV' && name !== 'REDIS_CACHE_URL')).toEqual(
      [],
    );
  });
});

/** What the operator reads; empty where the start goes on. */
const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    AppConfig.load(env);
    return '';
  } catch (error) {
    return error instanceof ConfigurationError ? error.message : 'another error';
  }
};

const withPair = (publicKey: string, privateKey: string) =>
  messageOf({ ...NEEDED, VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey });

describe('a start with bad variables', () => {
  it('names every one that is missing', () => {
    const message = messageOf({});
    for (const name of Object.keys(NEEDED)) expect(message).toContain(`${name}: is required but not set`);
  });

  it('takes an empty variable for one that is not given', () => {
    expect(messageOf({ ...NEEDED, PORT: '' })).toBe('');
    expect(messageOf({ ...NEEDED, JWT_SECRET: '' })).toContain('JWT_SECRET: is required but not set');
  });

  it.each([
    ['PORT', '70000', 'at most 65535'],
    ['PORT', 'eighty', 'whole number'],
    ['DATABASE_URL', 'mysql://localhost/x', 'postgres'],
    ['REDIS_URL', 'localhost:6379', 'redis'],
    ['JWT_SECRET', 'short', 'at least 32'],
    ['SEND_RATE', '20 per second', '20/10s'],
    ['REGISTRATION', 'maybe', 'REGISTRATION'],
    ['ACCESS_TOKEN_TTL', '1', 'at least 5'],
    ['REDIS_PREFIX', 'a b', '1 to 40'],
    ['SOCKET_COMPRESSION', 'on', 'SOCKET_COMPRESSION'],
    ['VAPID_PUBLIC_KEY', 'short', '87 characters'],
    ['VAPID_PRIVATE_KEY', 'short', '43 characters'],
    ['VAPID_SUBJECT', 'admin@example.com', 'mailto: or https:'],
    ['SMTP_URL', 'mail.example.com:25', 'smtp:// or smtps://'],
    ['PUBLIC_URL', 'chat.example.com', 'http:// or https://'],
    ['MAIL_FROM', 'Tertulia', 'no-reply@example.com'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'http:// or https://'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/protobuf'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote', 'parentbased_traceidratio'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'from 0 to 1'],
  ])('names %s=%s and its rule', (name, value, rule) => {
    const message = messageOf({ ...NEEDED, [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(rule);
  });

  it('wants both halves of a VAPID pair, and of one pair', () => {
    const [one, other] = [webpush.generateVAPIDKeys(), webpush.generateVAPIDKeys()];
    expect(withPair(one.publicKey, one.privateKey)).toBe('');
    expect(withPair(one.publicKey, '')).toContain('VAPID_PRIVATE_KEY: is required but not set');
    expect(withPair('', one.privateKey)).toContain('VAPID_PUBLIC_KEY: is required but not set');
    expect(withPair(one.publicKey, other.privateKey)).toContain('VAPID_PRIVATE_KEY: is not the private key of');
    expect(withPair(one.publicKey, 'A'.repeat(43))).toContain('VAPID_PRIVATE_KEY: is not the private key of');
  });
});

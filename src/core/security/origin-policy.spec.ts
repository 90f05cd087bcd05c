import { describe, expect, it } from 'vitest';
import { AppConfig } from '../config/app-config.js';
import { OriginPolicy } from './origin-policy.js';

const HOST = 'chat.example.com:8000';

const policy = (allowed: string) =>
  new OriginPolicy(
    AppConfig.load({
      DATABASE_URL: 'postgresql://localhost/x',
      REDIS_URL: 'redis://localhost',
      JWT_SECRET: 'x'.repeat(32),
      ALLOWED_ORIGINS: allowed,
    }),
  );

describe('a request', () => {
  it('without an origin comes from no browser, and is let in', () => {
    expect(policy('').allows(undefined, HOST)).toBe(true);
  });

  it.each([
    ['', 'http://chat.example.com:8000', true],
    ['', 'https://chat.example.com:8000', true],
    ['', 'http://chat.example.com', false],
    ['', 'http://chat.example.com:8000.evil.com', false],
    ['', 'http://evil.com/chat.example.com:8000', false],
    ['', 'null', false],
    ['', '', false],
    ['https://a.com', 'https://a.com', true],
    ['https://a.com', 'https://A.com', false],
    ['https://a.com', 'http://a.com', false],
    ['https://a.com, https://b.com ,', 'https://b.com', true],
    ['https://a.com', 'https://a.com.evil.com', false],
    ['*', 'https://anything.example', true],
    ['*', 'null', true],
  ])('where "%s" is allowed, from "%s": %s', (allowed, origin, answer) => {
    expect(policy(allowed).allows(origin, HOST)).toBe(answer);
  });

  it('with an origin and no host is let in only where it is allowed by name', () => {
    expect(policy('').allows('https://a.com', undefined)).toBe(false);
    expect(policy('https://a.com').allows('https://a.com', undefined)).toBe(true);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppConfig } from './app-config.js';

const pem = (key: { export: (options: { type: 'pkcs8'; format: 'pem' }) => string | Buffer }) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const ed25519 = pem(generateKeyPairSync('ed25519').privateKey);
const NAMES = { MAIL_DKIM_DOMAIN: 'example.com', MAIL_DKIM_SELECTOR: 'tertulia.2026' };

const load = (env: Record<string, string>) =>
  AppConfig.load({
    DATABASE_URL: 'postgresql://localhost/x',
    REDIS_URL: 'redis://localhost',
    JWT_SECRET: 'x'.repeat(32),
    ...env,
  }).mail.dkim;

function keyFile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tertulia-dkim-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'key.pem');
  writeFileSync(file, rsa);
  return file;
}

describe('DKIM', () => {
  it('is off where nothing is said of it', () => {
    expect(load({})).toBeNull();
  });

  it('takes a key on one line, or in a file', () => {
    const dkim = { domain: 'example.com', selector: 'tertulia.2026', privateKey: rsa };
    expect(load({ ...NAMES, MAIL_DKIM_PRIVATE_KEY: rsa.replaceAll('\n', '\\n') })).toEqual(dkim);
    expect(load({ ...NAMES, MAIL_DKIM_PRIVATE_KEY_FILE: keyFile() })).toEqual(dkim);
  });

  it.each([
    ['a domain alone', { MAIL_DKIM_DOMAIN: 'example.com' }, 'MAIL_DKIM_SELECTOR'],
    ['no key', NAMES, 'MAIL_DKIM_PRIVATE_KEY'],
    ['a key alone', { MAIL_DKIM_PRIVATE_KEY: rsa }, 'MAIL_DKIM_DOMAIN'],
    ['no domain', { ...NAMES, MAIL_DKIM_DOMAIN: 'a b', MAIL_DKIM_PRIVATE_KEY: rsa }, 'MAIL_DKIM_DOMAIN'],
    ['nonsense for a key', { ...NAMES, MAIL_DKIM_PRIVATE_KEY: 'nonsense' }, 'PEM form'],
    ['a key of another kind', { ...NAMES, MAIL_DKIM_PRIVATE_KEY: ed25519 }, 'RSA'],
    ['a file that is not there', { ...NAMES, MAIL_DKIM_PRIVATE_KEY_FILE: '/nowhere/key.pem' }, 'readable file'],
  ])('with %s keeps the process from starting', (_, env, message) => {
    expect(() => load(env)).toThrow(message);
  });
});

import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { JWT_SECRET } from './app.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const Claims = z.object({ sub: z.string(), sid: z.string(), role: z.string(), exp: z.int(), aud: z.string() });
export type Claims = z.infer<typeof Claims>;

export function payloadOf(token: string): unknown {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}

export const claimsOf = (token: string): Claims => Claims.parse(payloadOf(token));

/** A JWT with whatever claims, algorithm and secret. */
export function forge(payload: object, { alg = 'HS256', secret = JWT_SECRET } = {}): string {
  const signed = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  if (alg === 'none') return `${signed}.`;
  const hash = alg === 'HS512' ? 'sha512' : 'sha256';
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

/** The same token, ending so many seconds from now. */
export const endingIn = (seconds: number, token: string) =>
  forge({ ...claimsOf(token), exp: Math.floor(Date.now() / 1000) + seconds });

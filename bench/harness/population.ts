import { createHmac } from 'node:crypto';
import type { Person } from '../load/plan.js';

/** People and the channels each is in, the same for every subject. */
export interface Population {
  people: { id: string; sessionId: string; channelIds: string[] }[];
  channelIds: string[];
}

const TOKEN_LIFETIME_S = 6 * 3600;

const uuid = (kind: string, index: number): string =>
  `0190${kind}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;

/** `channelsOf` names the channels of each person by index. */
export function populate(people: number, channels: number, channelsOf: (person: number) => number[]): Population {
  const channelIds = Array.from({ length: channels }, (_, index) => uuid('c0c0', index));
  return {
    channelIds,
    people: Array.from({ length: people }, (_, index) => ({
      id: uuid('aaaa', index),
      sessionId: uuid('5e55', index),
      channelIds: channelsOf(index).flatMap((channel) => channelIds[channel] ?? []),
    })),
  };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An HS256 access token, as both chat servers check it. */
function signToken(secret: string, userId: string, sessionId: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: userId, sid: sessionId, role: 'member', aud: 'access', iat: now, exp: now + TOKEN_LIFETIME_S };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export const asPeople = ({ people }: Population, secret: string): Person[] =>
  people.map(({ id, sessionId, channelIds }) => ({ token: signToken(secret, id, sessionId), channels: channelIds }));

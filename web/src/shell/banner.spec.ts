import type { ConnectionState } from '@tertulia/client';
import { expect, it } from 'vitest';
import { bannerOf } from './banner';

const NOW = 100_000;
const transport = 'websocket' as const;
const waits: ConnectionState = { status: 'reconnecting', at: NOW + 4_200, attempt: 3, error: null };

it.each<[string, ConnectionState, number | null, boolean, unknown]>([
  ['online', { status: 'online', transport }, null, true, null],
  ['an interruption of less than a second', waits, NOW - 900, true, null],
  ['one that lasts', waits, NOW - 5_000, true, { kind: 'reconnecting', seconds: 5 }],
  ['an attempt that is due', { ...waits, at: NOW }, NOW - 5_000, true, { kind: 'connecting' }],
  ['an attempt', { status: 'connecting', transport }, NOW - 5_000, true, { kind: 'connecting' }],
  ['no network at all', waits, NOW - 5_000, false, { kind: 'offline' }],
  ['a network that has just gone', waits, NOW, false, { kind: 'offline' }],
  ['a long catching up', { status: 'catching up', transport }, NOW - 5_000, true, { kind: 'catchingUp' }],
  ['a server that stops', { status: 'draining', transport }, NOW - 5_000, true, { kind: 'draining' }],
  ['nobody there', { status: 'signed out', error: null }, NOW - 5_000, true, null],
])('of %s', (_, state, since, browserOnline, expected) => {
  expect(bannerOf(state, since, NOW, browserOnline)).toEqual(expected);
});

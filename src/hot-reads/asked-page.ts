import type { IncomingMessage } from 'node:http';
import type { HistoryQuery } from '../contract/messages.js';

/** A request for a page of history, all of which is understood. */
export interface AskedPage {
  channelId: string;
  query: HistoryQuery;
  token: string;
  /** A content coding, or '' for none. */
  coding: '' | 'gzip' | 'br';
}

const PATH = /^\/api\/v1\/channels\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/messages(?:\?(.*))?$/;
const BEARER = 'Bearer ';
/** With one of these a request asks for more than a page, or sends something. */
const UNUSUAL = ['origin', 'content-length', 'transfer-encoding', 'expect', 'range'];
/** What browsers and HTTP clients send, and what the compressor would choose. */
const CODINGS = new Map<string, AskedPage['coding']>([
  ['identity', ''],
  ['gzip', 'gzip'],
  ['gzip, deflate', 'gzip'],
  ['br, gzip, deflate', 'br'],
  ['gzip, deflate, br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
]);

/** Null where there is anything unusual about it. */
export function askedPageOf({ method, url = '', headers }: IncomingMessage): AskedPage | null {
  if (method !== 'GET') return null;
  const [path, channelId, search] = PATH.exec(url) ?? [];
  if (path === undefined || channelId === undefined) return null;
  const { authorization } = headers;
  if (authorization === undefined || !authorization.startsWith(BEARER)) return null;
  if (UNUSUAL.some((name) => name in headers)) return null;
  const accepted = headers['accept-encoding'];
  const coding = accepted === undefined ? '' : CODINGS.get(accepted);
  const query = queryOf(search);
  if (coding === undefined || !query) return null;
  return { channelId, query, token: authorization.slice(BEARER.length), coding };
}

const DEFAULT_LIMIT = 50;
const PARAMETER = /^(before|limit)=(\d{1,9})$/;

/** The contract's, for what is plainly within its rules. */
function queryOf(search: string | undefined): HistoryQuery | null {
  const query: HistoryQuery = { limit: DEFAULT_LIMIT };
  if (search === undefined) return query;
  const seen = new Set<string>();
  for (const part of search.split('&')) {
    const [, name, digits] = PARAMETER.exec(part) ?? [];
    const value = Number(digits);
    if (name === undefined || seen.has(name) || value < 1) return null;
    seen.add(name);
    if (name === 'before') query.before = value;
    else if (value <= 100) query.limit = value;
    else return null;
  }
  return query;
}

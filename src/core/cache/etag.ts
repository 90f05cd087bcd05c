import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { VERSION } from '../config/version.js';

/**
 * Entity tags (RFC 9110, 8.8.3). Ours are weak: the same state may be sent compressed or not, and that is another byte
 * sequence. A tag belongs to its URL, so it says nothing of the query; another release may write the same state in another
 * form.
 */
export const weakTag = (version: string | number) => `W/"${VERSION}-${version}"`;

/**
 * A tag of what is kept under a key. The key is in it: callers with different answers at one URL must not have one tag,
 * for what one of them has would be confirmed to another who shares their browser.
 */
export const tagUnder = (key: string, version: string) =>
  weakTag(`${createHash('sha256').update(key).digest('base64url').slice(0, 16)}-${version}`);

const opaque = (tag: string) => tag.trim().replace(/^W\//, '');

/** Whether `If-None-Match` names the tag, by weak comparison (RFC 9110, 13.1.2). */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((each) => opaque(each) === opaque(tag));
}

/** An answer is its caller's alone, and is asked for anew before it is used again: what one may read can end at any time. */
export const PRIVATE = 'private, no-cache';

export function setValidators(response: Response, tag: string | null): void {
  response.setHeader('Cache-Control', PRIVATE);
  response.vary('Authorization');
  if (tag !== null) response.setHeader('ETag', tag);
}

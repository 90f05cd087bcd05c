import type { ConnectionState } from '@tertulia/client';

/** What the banner says; null where there is nothing to say. */
export type Banner =
  | { kind: 'offline' }
  | { kind: 'connecting' }
  | { kind: 'catchingUp' }
  | { kind: 'draining' }
  | { kind: 'reconnecting'; seconds: number };

/** Interruptions that are shorter are nobody's concern. */
export const CALM_MS = 1_000;

/** `brokenSince`: when it was last online, milliseconds since 1970; null while it is. */
export function bannerOf(
  state: ConnectionState,
  brokenSince: number | null,
  now: number,
  browserOnline: boolean,
): Banner | null {
  if (brokenSince === null || (browserOnline && now - brokenSince < CALM_MS)) return null;
  if (state.status === 'online' || state.status === 'signed out') return null;
  if (state.status === 'catching up') return { kind: 'catchingUp' };
  if (state.status === 'draining') return { kind: 'draining' };
  if (!browserOnline || state.status === 'offline') return { kind: 'offline' };
  if (state.status === 'connecting') return { kind: 'connecting' };
  const seconds = Math.ceil((state.at - now) / 1_000);
  return seconds > 0 ? { kind: 'reconnecting', seconds } : { kind: 'connecting' };
}

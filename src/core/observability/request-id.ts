import { randomUUID } from 'node:crypto';

/** A caller's own id is taken where it looks like one, so that a log can be followed across systems. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.-]{8,64}$/.test(header) ? header : randomUUID();
}

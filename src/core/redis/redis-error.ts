const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
/** What ioredis says without a code, and what a Redis says that reads its data or hands over its role. */
const AWAY_MESSAGES =
  /^(Command timed out|Connection is closed|Stream isn't writeable|connect ETIMEDOUT|LOADING|READONLY|MASTERDOWN)/;

/** Whether Redis was out of reach, so that the same request may succeed later. */
export function isRedisAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('code' in thrown && typeof thrown.code === 'string' && AWAY_CODES.has(thrown.code)) return true;
  return thrown.name === 'MaxRetriesPerRequestError' || AWAY_MESSAGES.test(thrown.message);
}

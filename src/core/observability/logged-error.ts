/**
 * What PostgreSQL, TypeORM and ioredis add to an error: what they were given and what they quote of it, which is people's
 * words, addresses, hashes and tokens. A driver's own error says the rest once more.
 */
const GIVEN = new Set(['parameters', 'detail', 'where', 'driverError', 'command']);

/** An error as it is logged, from what pino's own serializer makes of it; errors within it too. */
export function loggedError(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(loggedError);
  if (typeof value !== 'object' || value === null || !('stack' in value)) return value;
  const kept = Object.entries(value).filter(([name]) => !GIVEN.has(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, loggedError(part)]));
}

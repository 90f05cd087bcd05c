import { QueryFailedError } from 'typeorm';

interface PostgresError {
  code?: string;
  constraint?: string;
  /** Where in PostgreSQL it was raised; poolers in front of it name none. */
  routine?: string;
  message: string;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';
const PROTOCOL_VIOLATION = '08P01';
const LOCK_NOT_AVAILABLE = '55P03';
/** Connection exceptions, insufficient resources, operator intervention (shutdown, restart, cancelled by time-out). */
const AWAY_CLASSES = ['08', '53', '57'];
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  '25P03',
  LOCK_NOT_AVAILABLE,
]);
/** What pg and pg-pool say without a code, and TypeORM of a transaction whose connection was lost between two statements. */
const AWAY_MESSAGES =
  /^(Query read timeout|Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query runner already released|Database connection provided by a query runner was already released)/;

function driverError(thrown: unknown): PostgresError | null {
  const cause: unknown = thrown instanceof QueryFailedError ? thrown.driverError : thrown;
  return cause instanceof Error ? cause : null;
}

export function isUniqueViolation(thrown: unknown, constraint: string): boolean {
  const error = driverError(thrown);
  return error?.code === UNIQUE_VIOLATION && error.constraint === constraint;
}

/** Whether somebody held a lock for longer than the statement was to wait for it. */
export const isLockTimeout = (thrown: unknown): boolean => driverError(thrown)?.code === LOCK_NOT_AVAILABLE;

/** Whether PostgreSQL was out of reach, or what was needed of it, so that the same request may succeed later. */
export function isDatabaseAway(thrown: unknown): boolean {
  const error = driverError(thrown);
  if (!error) return false;
  if (error.code === undefined) return AWAY_MESSAGES.test(error.message);
  // PostgreSQL read what we said and made no sense of it, as of more parameters than its protocol counts.
  if (error.code === PROTOCOL_VIOLATION && error.routine !== undefined) return false;
  return AWAY_CODES.has(error.code) || (error.code.length === 5 && AWAY_CLASSES.includes(error.code.slice(0, 2)));
}

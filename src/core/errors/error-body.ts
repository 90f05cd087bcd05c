import { HttpException } from '@nestjs/common';
import { type AckError, type ErrorCode, errorStatus, type Problem } from '../../contract/errors.js';
import { isDatabaseAway } from '../database/postgres-error.js';
import { DomainError, unavailable } from './domain-error.js';

const TITLES: Record<ErrorCode, string> = {
  validation_failed: 'The request is not valid',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict with the present state',
  payload_too_large: 'Too large',
  rate_limited: 'Too many requests',
  unavailable: 'Temporarily unavailable',
  internal: 'Internal error',
};

/** The one place where a thrown value becomes an error that a client may see. */
export function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (isDatabaseAway(thrown)) return unavailable(thrown);
  const status = statusOf(thrown);
  if (status !== null && status < 500) {
    const { message } = thrown as Error;
    const code = codeOfStatus(status);
    // A body that cannot be read at all breaks a rule as a whole.
    const errors = code === 'validation_failed' ? [{ path: '', message }] : undefined;
    return new DomainError(code, message, { cause: thrown, ...(errors && { errors }) });
  }
  // An unknown error may carry secrets in its message: it is logged, not sent.
  return new DomainError('internal', 'Something went wrong on the server', { cause: thrown });
}

export function toAckError({ code, message, more }: DomainError): AckError {
  return {
    code,
    message,
    ...(more.errors && { errors: more.errors }),
    ...(more.retryAfterMs !== undefined && { retryAfterMs: more.retryAfterMs }),
  };
}

export function toProblem({ code, message, more }: DomainError, requestId?: string): Problem {
  return {
    type: `urn:tertulia:error:${code}`,
    title: TITLES[code],
    status: errorStatus[code],
    code,
    detail: message,
    ...(more.errors && { errors: more.errors }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Nest's exceptions and those of the body parsers (http-errors) know their status. */
function statusOf(thrown: unknown): number | null {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number') return thrown.status;
  return null;
}

function codeOfStatus(status: number): ErrorCode {
  const entry = Object.entries(errorStatus).find(([, value]) => value === status);
  return (entry?.[0] as ErrorCode | undefined) ?? 'validation_failed';
}

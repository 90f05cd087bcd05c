import type { ErrorCode, FieldError } from '../../contract/errors.js';

/** An expected failure. Thrown by services, mapped once per transport. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly more: { errors?: FieldError[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
  }
}

export const notFound = (what: string) => new DomainError('not_found', `${what} not found`);
export const forbidden = (message: string) => new DomainError('forbidden', message);
export const conflict = (message: string) => new DomainError('conflict', message);
export const unauthenticated = (message = 'A valid access token is required') =>
  new DomainError('unauthenticated', message);
export const unavailable = (cause?: unknown) =>
  new DomainError('unavailable', 'A backing service is away; try again shortly', { cause });
export const rateLimited = (retryAfterMs: number, message = 'Too many requests; slow down') =>
  new DomainError('rate_limited', message, { retryAfterMs });
export const invalid = (errors: FieldError[]) =>
  new DomainError('validation_failed', 'The request is not valid', { errors });

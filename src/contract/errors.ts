import { z } from 'zod';

/** Every error a client can see. The code is the API; the words are for people. */
export const ErrorCode = z.enum([
  'validation_failed',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'payload_too_large',
  'rate_limited',
  'unavailable',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** HTTP status of each code. Socket acks carry the code alone. */
export const errorStatus: Record<ErrorCode, number> = {
  validation_failed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

/** One broken rule: `path` names the field (`channelId`, `cursors.<id>`), empty for the request as a whole. */
export const FieldError = z.object({ path: z.string(), message: z.string() }).meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof FieldError>;

/** The body of a REST error, `application/problem+json` (RFC 9457). */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ErrorCode,
    detail: z.string(),
    errors: z.array(FieldError).optional(),
    /** Finds the failure in the server's log. */
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** The error of a socket ack and the `data` of a `connect_error`. */
export const AckError = z
  .object({
    code: ErrorCode,
    message: z.string(),
    errors: z.array(FieldError).optional(),
    retryAfterMs: z.int().optional(),
  })
  .meta({ id: 'AckError' });
export type AckError = z.infer<typeof AckError>;

/** What a socket ack carries: the result or an error, never neither. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: AckError };

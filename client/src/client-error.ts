import type { AckError, ErrorCode, FieldError, Problem } from './contract.js';

/**
 * A code of the contract, or one of the client's own: `offline`, there is no way to the server now; `no_answer`, it was
 * asked and said nothing; `signed_out`, there is no session.
 */
export type FailureCode = ErrorCode | 'offline' | 'no_answer' | 'signed_out';

export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: FailureCode;
  /** Milliseconds to wait before the same is tried again, where the server says so. */
  readonly retryAfterMs: number | undefined;
  /** The broken rules, field by field. */
  readonly errors: readonly FieldError[];

  constructor(code: FailureCode, message: string, more: { retryAfterMs?: number; errors?: FieldError[] } = {}) {
    super(message);
    this.code = code;
    this.retryAfterMs = more.retryAfterMs;
    this.errors = more.errors ?? [];
  }
}

export const fromAck = (error: AckError): ClientError => {
  const { code, message, ...more } = error;
  return new ClientError(code, message, more);
};

export const fromProblem = ({ code, detail, errors }: Problem, retryAfter: string | null): ClientError =>
  new ClientError(code, detail, {
    ...(errors && { errors }),
    ...(retryAfter !== null && { retryAfterMs: Number(retryAfter) * 1000 }),
  });

export const offline = (why = 'There is no connection'): ClientError => new ClientError('offline', why);
export const noAnswer = (): ClientError => new ClientError('no_answer', 'The server did not answer in time');
export const signedOut = (): ClientError => new ClientError('signed_out', 'Nobody is signed in');

const FINAL: ReadonlySet<FailureCode> = new Set([
  'validation_failed',
  'forbidden',
  'not_found',
  'conflict',
  'payload_too_large',
]);

/** Whether the same request will fail again, however often it is made. */
export const isFinal = ({ code }: ClientError): boolean => FINAL.has(code);

/** Whether the user may not do it, or may not know of what it is done to. */
export const isBarred = ({ code }: Pick<ClientError, 'code'>): boolean => code === 'forbidden' || code === 'not_found';

/** Whatever was thrown, as an error of this client. */
export const toClientError = (thrown: unknown): ClientError =>
  thrown instanceof ClientError ? thrown : offline(thrown instanceof Error ? thrown.message : String(thrown));

/** Whoever may not know of something is told the same as where there is none. */
const GONE = ['not_found', 'forbidden', 'validation_failed'];

/** Whether the server says that there is no such thing for this user; any other failure may pass. */
export const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && GONE.includes(String(error.code));

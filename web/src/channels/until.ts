const MINUTE_MS = 60_000;

/** The time when so many minutes from now have passed. */
export const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

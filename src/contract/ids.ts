import { z } from 'zod';

/** The message of a broken rule, save for a field that is not there at all. */
export const rule = (message: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is required' : message),
});

/**
 * A UUID of any version and variant, for whether there is such a thing is for others to say. In lower case, however the
 * caller wrote it: ids are compared as text from here on.
 */
export const Id = z.guid(rule('must be a UUID')).toLowerCase();

/** A time in UTC, RFC 3339 with milliseconds. */
export const Timestamp = z.iso.datetime();

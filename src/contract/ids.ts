import { z } from 'zod';

/** A UUID in lower case, however the caller wrote it: ids are compared as text from here on. */
export const Id = z.uuid('must be a UUID').toLowerCase();

/** A time in UTC, RFC 3339 with milliseconds. */
export const Timestamp = z.iso.datetime();

import { z } from 'zod';
import { rule } from './ids.js';
import { StorableText } from './text.js';

/** The columns of an import, in any order; `role` may be missing. */
export const IMPORT_COLUMNS = ['email', 'username', 'displayName', 'role'] as const;

const MAX_LENGTH = 50_000;
export const ImportUsers = z
  .strictObject({
    /** CSV text with a header. What is longer is sent as `text/csv`. */
    csv: StorableText.min(1, 'must not be empty').max(MAX_LENGTH, `must be at most ${MAX_LENGTH} characters`),
  })
  .meta({ id: 'ImportUsers' });
export type ImportUsers = z.infer<typeof ImportUsers>;

/** `row` as a spreadsheet counts: the header is row 1. `field` is empty where it is the row as a whole. */
export const RowError = z.object({ row: z.int(), field: z.string(), message: z.string() });
export type RowError = z.infer<typeof RowError>;

export const ImportRole = z.enum(['admin', 'member'], rule('must be admin or member'));

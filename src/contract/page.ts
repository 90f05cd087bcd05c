import { z } from 'zod';
import { StorableText } from './text.js';

/** The largest number that counts messages and changes: a PostgreSQL integer. */
export const MAX_COUNT = 2_147_483_647;

/** A number from a query string: digits alone, so that `1e3`, ` 5` or an empty value name their field. */
export const queryInt = (min: number, max = MAX_COUNT) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

/** An opaque place in a list, as `nextCursor` gave it. */
export const PageQuery = z.strictObject({
  cursor: StorableText.max(500, 'must be at most 500 characters').optional(),
  limit: queryInt(1, 100).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

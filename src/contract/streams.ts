import { z } from 'zod';

/** What every event stream takes in its URL: a stream token, where no Authorization header can be sent. */
export const StreamQuery = z.strictObject({
  token: z.string().max(2000, 'must be at most 2000 characters').optional(),
});
export type StreamQuery = z.infer<typeof StreamQuery>;

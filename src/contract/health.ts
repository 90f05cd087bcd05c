import { z } from 'zod';

export const PartReport = z
  .object({
    status: z.enum(['up', 'down']),
    reason: z.string().optional(),
    /** What goes on without it, and what does not. */
    works: z.string().optional(),
    waits: z.string().optional(),
  })
  .meta({ id: 'PartReport' });
export type PartReport = z.infer<typeof PartReport>;

/** `error` where the process cannot do its work; `degraded` where a part is away, with or without it. */
export const HealthReport = z
  .object({ status: z.enum(['ok', 'error']), degraded: z.boolean(), details: z.record(z.string(), PartReport) })
  .meta({ id: 'HealthReport' });
export type HealthReport = z.infer<typeof HealthReport>;

import { z } from 'zod';
import { Id } from './ids.js';

export const SystemEventName = z.enum([
  'joined',
  'left',
  'added',
  'removed',
  'renamed',
  'topic_changed',
  'archived',
  'restored',
]);
export type SystemEventName = z.infer<typeof SystemEventName>;

/** What a system message tells, for clients that say it in their own words. Who did it is the message's author. */
export const SystemEvent = z.object({
  event: SystemEventName,
  /** Who was added or removed. */
  userId: Id.nullable(),
  /** The name or topic that was changed, and what it became. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type SystemEvent = z.infer<typeof SystemEvent>;

import { z } from 'zod';
import { Id, Timestamp } from './ids.js';
import { pageOf } from './page.js';
import { StorableText } from './text.js';

/** What the user has begun to write in a channel; an empty `body` is a draft that was cleared. */
export const Draft = z
  .object({
    channelId: Id,
    body: z.string(),
    updatedAt: Timestamp,
    /** Grows with every change of what is the user's own: of two states of one draft, the greater is the newer. */
    rev: z.int(),
  })
  .meta({ id: 'Draft' });
export type Draft = z.infer<typeof Draft>;

/** `updatedAt` is when it was written, for what is told later than that; without it, now. */
export const DraftBody = z
  .strictObject({ body: StorableText, updatedAt: Timestamp.optional() })
  .meta({ id: 'DraftBody' });
export type DraftBody = z.infer<typeof DraftBody>;

export const SetDraft = DraftBody.extend({ channelId: Id }).meta({ id: 'SetDraft' });
export type SetDraft = z.infer<typeof SetDraft>;

export const DraftPage = pageOf(Draft).meta({ id: 'DraftPage' });
export type DraftPage = z.infer<typeof DraftPage>;

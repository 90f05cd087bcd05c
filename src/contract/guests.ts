import { z } from 'zod';
import { Email } from './auth.js';
import { Id } from './ids.js';
import { Locale } from './users.js';

const MAX_CHANNELS = 20;

/** A guest who registers with the invitation is in these channels from then on. */
export const InviteGuest = z
  .strictObject({
    email: Email,
    channelIds: z
      .array(Id)
      .min(1, 'must name at least 1 channel')
      .max(MAX_CHANNELS, `must name at most ${MAX_CHANNELS} channels`),
    /** The mail's language; the caller's own where it is not given. */
    locale: Locale.optional(),
  })
  .meta({ id: 'InviteGuest' });
export type InviteGuest = z.infer<typeof InviteGuest>;

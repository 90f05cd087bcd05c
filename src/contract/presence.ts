import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';
import { Emoji } from './reactions.js';
import { line } from './text.js';
import { QueriedUserIds, UserIds } from './users.js';

/** What somebody chose to be for others, while they are connected. Invisible people look offline to everyone else. */
export const ChosenStatus = z.enum(
  ['online', 'away', 'busy', 'invisible'],
  rule('must be online, away, busy or invisible'),
);
export type ChosenStatus = z.infer<typeof ChosenStatus>;

export const SetPresence = z.strictObject({ status: ChosenStatus }).meta({ id: 'SetPresence' });
export type SetPresence = z.infer<typeof SetPresence>;

export const ChosenPresence = z.object({ status: ChosenStatus }).meta({ id: 'ChosenPresence' });
export type ChosenPresence = z.infer<typeof ChosenPresence>;

/** What somebody says of themselves, until `expiresAt` where there is one. */
export const CustomStatus = z.object({
  emoji: z.string().nullable(),
  text: z.string(),
  expiresAt: Timestamp.nullable(),
});
export type CustomStatus = z.infer<typeof CustomStatus>;

/** Neither emoji nor text: there is none any more. */
export const SetStatus = z
  .strictObject({
    emoji: Emoji.nullable().default(null),
    text: line(100).default(''),
    expiresAt: Timestamp.nullable().default(null),
  })
  .meta({ id: 'SetStatus' });
export type SetStatus = z.infer<typeof SetStatus>;

/** `invisible` is what invisible people see of themselves; to others they are `offline`. */
export const Presence = z
  .object({
    userId: Id,
    status: z.enum(['online', 'away', 'busy', 'offline', 'invisible']),
    customStatus: CustomStatus.nullable(),
  })
  .meta({ id: 'Presence' });
export type Presence = z.infer<typeof Presence>;

export const GetPresence = z.strictObject({ userIds: UserIds }).meta({ id: 'GetPresence' });
export type GetPresence = z.infer<typeof GetPresence>;

/** `?userIds=a,b` or `?userIds=a&userIds=b`. */
export const PresenceQuery = z.strictObject({ userIds: QueriedUserIds });
export type PresenceQuery = z.infer<typeof PresenceQuery>;

/** In the order in which they were asked for; without those who share no channel with the caller. */
export const PresenceList = z.object({ items: z.array(Presence) }).meta({ id: 'PresenceList' });
export type PresenceList = z.infer<typeof PresenceList>;

import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';
import { PageQuery, pageOf } from './page.js';
import { TimeZone } from './preferences.js';
import { line, SearchText } from './text.js';

export const ServerRole = z.enum(['owner', 'admin', 'member']);
export type ServerRole = z.infer<typeof ServerRole>;

export const Username = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{1,31}$/,
    'must be 2 to 32 characters: a-z, 0-9, dot, dash, underscore; a letter or digit first',
  );

export const DisplayName = line(80).min(1, 'must not be empty');

/** The language of mails and of whatever else the server writes to people. */
export const Locale = z.enum(['en', 'es']);
export type Locale = z.infer<typeof Locale>;

/** A user as everyone in the organisation sees them. */
export const User = z
  .object({
    id: Id,
    username: Username,
    displayName: z.string(),
    /** Path of their picture on this server, good for ever: another picture has another. */
    avatarUrl: z.string().nullable(),
    role: ServerRole,
    /** Of some channels: sees these and whom they share one with, and nothing else of the organisation. */
    guest: z.boolean(),
    createdAt: Timestamp,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** A user as they see themselves. */
export const Me = User.extend({
  email: z.string(),
  /** Whether somebody who reads the address said that it is theirs. */
  emailVerified: z.boolean(),
  locale: Locale,
  timeZone: z.string(),
  /** Whether others see how far the user has read; without that, the user does not see it of others. */
  readReceipts: z.boolean(),
}).meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const UpdateMe = z
  .strictObject({
    displayName: DisplayName.optional(),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
    readReceipts: z.boolean().optional(),
  })
  .meta({ id: 'UpdateMe' });
export type UpdateMe = z.infer<typeof UpdateMe>;

const MAX_ASKED = 100;
/** People who are asked about. */
export const UserIds = z
  .array(Id, rule('must be a list of UUIDs'))
  .min(1, 'must name at least one person')
  .max(MAX_ASKED, `must name at most ${MAX_ASKED} people`);

/** In a query string: `ids=a,b` or `ids=a&ids=b`. */
export const QueriedUserIds = z
  .union([z.string(), z.array(z.string())], rule('must be a list of UUIDs'))
  .transform((given) => [given].flat().flatMap((text) => text.split(',')))
  .pipe(UserIds);

/** With `ids` the answer is these people, in this order, without those that there are not; then nothing else counts. */
export const UsersQuery = PageQuery.extend({ query: SearchText, ids: QueriedUserIds.optional() });
export type UsersQuery = z.infer<typeof UsersQuery>;

export const UserPage = pageOf(User).meta({ id: 'UserPage' });
export type UserPage = z.infer<typeof UserPage>;

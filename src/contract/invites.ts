import { z } from 'zod';
import { ChannelKind } from './channels.js';
import { Id, rule, Timestamp } from './ids.js';
import { pageOf } from './page.js';
import { User } from './users.js';

export const MAX_INVITE_HOURS = 8760;
const MAX_USES = 10_000;
const Uses = z
  .int(rule('must be a whole number'))
  .min(1, 'must be at least 1')
  .max(MAX_USES, `must be at most ${MAX_USES}`);

/** Without a time a link is good for a week. */
export const CreateInvite = z
  .strictObject({
    expiresAt: Timestamp.optional(),
    expiresInHours: z
      .int(rule('must be a whole number'))
      .min(1, 'must be at least 1')
      .max(MAX_INVITE_HOURS, `must be at most ${MAX_INVITE_HOURS}`)
      .optional(),
    /** How many people may join by it; null for any number. */
    maxUses: Uses.nullable().default(null),
  })
  .refine(({ expiresAt, expiresInHours }) => expiresAt === undefined || expiresInHours === undefined, {
    message: 'give one of expiresAt and expiresInHours',
    path: ['expiresAt'],
  })
  .meta({ id: 'CreateInvite' });
export type CreateInvite = z.infer<typeof CreateInvite>;

/** A link by which people join a channel, as those see it who run the channel. */
export const ChannelInvite = z
  .object({
    id: Id,
    channelId: Id,
    createdBy: Id,
    createdAt: Timestamp,
    expiresAt: Timestamp,
    maxUses: z.int().nullable(),
    uses: z.int(),
  })
  .meta({ id: 'ChannelInvite' });
export type ChannelInvite = z.infer<typeof ChannelInvite>;

/** The one answer that has the token: the server keeps its hash alone. */
export const CreatedInvite = ChannelInvite.extend({ token: z.string() }).meta({ id: 'CreatedInvite' });
export type CreatedInvite = z.infer<typeof CreatedInvite>;

export const ChannelInvitePage = pageOf(ChannelInvite).meta({ id: 'ChannelInvitePage' });
export type ChannelInvitePage = z.infer<typeof ChannelInvitePage>;

/** What somebody is about to join. */
export const InvitePreview = z
  .object({
    channel: z.object({ id: Id, kind: ChannelKind, name: z.string(), topic: z.string(), description: z.string() }),
    invitedBy: User,
    expiresAt: Timestamp,
    /** Whether the caller is in the channel already. */
    joined: z.boolean(),
  })
  .meta({ id: 'InvitePreview' });
export type InvitePreview = z.infer<typeof InvitePreview>;

/** Whatever is no token that the server made opens nothing. */
export const InviteToken = z.string().max(100, 'must be at most 100 characters');

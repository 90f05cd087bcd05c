import { z } from 'zod';
import { Id, Timestamp } from './ids.js';
import { pageOf } from './page.js';
import { line } from './text.js';
import { User } from './users.js';

/** Why moderators did something, in their words. */
export const ModerationReason = line(500).default('');

/** Without `until` it holds until somebody lifts it. */
export const BanMember = z
  .strictObject({ reason: ModerationReason, until: Timestamp.nullable().default(null) })
  .meta({ id: 'BanMember' });
export type BanMember = z.infer<typeof BanMember>;

/** Somebody who is kept out of a channel. */
export const ChannelBan = z
  .object({ user: User, reason: z.string(), bannedBy: Id, bannedAt: Timestamp, until: Timestamp.nullable() })
  .meta({ id: 'ChannelBan' });
export type ChannelBan = z.infer<typeof ChannelBan>;

export const ChannelBanPage = pageOf(ChannelBan).meta({ id: 'ChannelBanPage' });
export type ChannelBanPage = z.infer<typeof ChannelBanPage>;

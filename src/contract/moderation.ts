import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';
import { PageQuery, pageOf } from './page.js';
import { line, StorableText } from './text.js';
import { User } from './users.js';

/** Why moderators did something, in their words. */
export const ModerationReason = line(500);

/** Without `until` it holds until somebody lifts it. */
export const BanMember = z
  .strictObject({ reason: ModerationReason.default(''), until: Timestamp.nullable().default(null) })
  .meta({ id: 'BanMember' });
export type BanMember = z.infer<typeof BanMember>;

/** Somebody who is kept out of a channel. */
export const ChannelBan = z
  .object({ user: User, reason: z.string(), bannedBy: Id, bannedAt: Timestamp, until: Timestamp.nullable() })
  .meta({ id: 'ChannelBan' });
export type ChannelBan = z.infer<typeof ChannelBan>;

export const ChannelBanPage = pageOf(ChannelBan).meta({ id: 'ChannelBanPage' });
export type ChannelBanPage = z.infer<typeof ChannelBanPage>;

const MAX_MINUTES = 525_600;
const Minutes = z
  .int(rule('must be a whole number'))
  .min(1, 'must be at least 1')
  .max(MAX_MINUTES, `must be at most ${MAX_MINUTES}`);

export const MuteMember = z
  .strictObject({ until: Timestamp.optional(), minutes: Minutes.optional(), reason: ModerationReason.default('') })
  .refine(({ until, minutes }) => (until === undefined) !== (minutes === undefined), {
    path: ['until'],
    message: 'give one of until and minutes',
  })
  .meta({ id: 'MuteMember' });
export type MuteMember = z.infer<typeof MuteMember>;

/** Until when a member neither posts nor responds. */
export const ChannelMute = z
  .object({ channelId: Id, userId: Id, silencedUntil: Timestamp })
  .meta({ id: 'ChannelMute' });
export type ChannelMute = z.infer<typeof ChannelMute>;

/** That a moderator deleted a message. */
export const Removal = z
  .object({ messageId: Id, removedBy: Id, reason: z.string(), removedAt: Timestamp })
  .meta({ id: 'MessageRemoval' });
export type Removal = z.infer<typeof Removal>;

export const ReportReason = z.enum(
  ['spam', 'harassment', 'illegal', 'sensitive', 'other'],
  rule('must be spam, harassment, illegal, sensitive or other'),
);
export type ReportReason = z.infer<typeof ReportReason>;

export const ReportBody = z
  .strictObject({
    reason: ReportReason,
    comment: StorableText.trim().max(1000, 'must be at most 1000 characters').default(''),
  })
  .meta({ id: 'ReportBody' });
export type ReportBody = z.infer<typeof ReportBody>;
export const ReportMessage = ReportBody.extend({ messageId: Id }).meta({ id: 'ReportMessage' });
export type ReportMessage = z.infer<typeof ReportMessage>;

/** What somebody who reports a message is answered. */
export const Reported = z.object({ id: Id, messageId: Id, reason: ReportReason }).meta({ id: 'Reported' });
export type Reported = z.infer<typeof Reported>;

export const ReportState = z.enum(['open', 'resolved'], rule('must be open or resolved'));
export type ReportState = z.infer<typeof ReportState>;

/** `handled`: outside of the server, or by acts of their own. */
export const ReportOutcome = z.enum(
  ['dismissed', 'handled', 'deleted', 'muted', 'banned'],
  rule('must be dismissed, handled, deleted, muted or banned'),
);
export type ReportOutcome = z.infer<typeof ReportOutcome>;

/** A report as those see it who judge it. */
export const MessageReport = z
  .object({
    id: Id,
    channelId: Id,
    /** Of a reply: the channel that its thread belongs to. */
    parentId: Id.nullable(),
    messageId: Id,
    seq: z.int(),
    authorId: Id,
    /** What the message said when it was reported. */
    body: z.string(),
    reporterId: Id,
    reason: ReportReason,
    comment: z.string(),
    reportedAt: Timestamp,
    state: ReportState,
    /** Null while it is open. */
    outcome: z.union([ReportOutcome, z.null()]),
    note: z.string(),
    resolvedBy: Id.nullable(),
    resolvedAt: Timestamp.nullable(),
  })
  .meta({ id: 'MessageReport' });
export type MessageReport = z.infer<typeof MessageReport>;

/** The newest first. */
export const MessageReportPage = pageOf(MessageReport).meta({ id: 'MessageReportPage' });
export type MessageReportPage = z.infer<typeof MessageReportPage>;

export const ReportsQuery = PageQuery.extend({ state: ReportState.default('open') });
export type ReportsQuery = z.infer<typeof ReportsQuery>;

/** `note` is for the moderators, and the reason of what is done. `until` is for those who are muted or banned. */
export const ResolveReport = z
  .strictObject({
    outcome: ReportOutcome,
    note: ModerationReason.default(''),
    until: Timestamp.nullable().default(null),
  })
  .refine(({ outcome, until }) => until === null || outcome === 'banned' || outcome === 'muted', {
    path: ['until'],
    message: 'is for a mute or a ban alone',
  })
  .refine(({ outcome, until }) => outcome !== 'muted' || until !== null, {
    path: ['until'],
    message: 'is required where the outcome is muted',
  })
  .meta({ id: 'ResolveReport' });
export type ResolveReport = z.infer<typeof ResolveReport>;

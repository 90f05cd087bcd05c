import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';
import { MAX_COUNT, PageQuery, pageOf } from './page.js';
import { line, SearchText, StorableText } from './text.js';
import { User } from './users.js';

export const ChannelKind = z.enum(['public', 'private', 'direct', 'thread']);
export type ChannelKind = z.infer<typeof ChannelKind>;

export const MemberRole = z.enum(['owner', 'moderator', 'member', 'read-only']);
export type MemberRole = z.infer<typeof MemberRole>;

/** Who posts: everyone in the channel, or its owners and moderators alone. */
export const Posting = z.enum(['everyone', 'moderators'], rule('must be everyone or moderators'));
export type Posting = z.infer<typeof Posting>;

export const ChannelName = line(80).min(1, 'must not be empty');
const Topic = line(250);
const MAX_DESCRIPTION = 1000;
const Description = StorableText.trim().max(MAX_DESCRIPTION, `must be at most ${MAX_DESCRIPTION} characters`);

export const Channel = z
  .object({
    id: Id,
    kind: ChannelKind,
    /** Of a thread: the channel that its first message is in. The thread's own id is that message's. */
    parentId: Id.nullable(),
    /** Null in a direct channel, whose members are its name, and in a thread. */
    name: z.string().nullable(),
    /** Of a direct channel: who talks in it, always the same people, with whoever asks; null in others. */
    directUserIds: z.array(Id).nullable(),
    topic: z.string(),
    /** What the channel is for, in more than a line. */
    description: z.string(),
    /** Number of messages ever sent; the newest message's `seq`. */
    seq: z.int(),
    /** Number of changes ever made; the newest change's `rev`. */
    rev: z.int(),
    /** Days after which messages are deleted; null where only the server's own rule counts. */
    retentionDays: z.int().nullable(),
    posting: Posting,
    /** Seconds that a member waits between two messages; 0 where there is no slow mode. */
    slowModeSeconds: z.int(),
    /** Whether messages tell who comes and goes, and what becomes of the channel. */
    systemMessages: z.boolean(),
    createdBy: Id,
    createdAt: Timestamp,
    archivedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

/** What a member hears of in a channel: every message, what is for them in particular, or nothing. */
export const NotifyLevel = z.enum(['all', 'mentions', 'nothing'], rule('must be all, mentions or nothing'));
export type NotifyLevel = z.infer<typeof NotifyLevel>;

export const ChannelNotifications = z
  .strictObject({ level: NotifyLevel, mutedUntil: Timestamp.nullable().default(null) })
  .meta({ id: 'ChannelNotifications' });
export type ChannelNotifications = z.infer<typeof ChannelNotifications>;

/** A channel as one of its members sees it. `unread` is `seq - readSeq`. */
export const MyChannel = Channel.extend({
  role: MemberRole,
  readSeq: z.int(),
  unread: z.int(),
  mentionCount: z.int(),
  notifications: ChannelNotifications,
  /** Until then the member can neither post nor respond: a moderator said so. It may be over. */
  silencedUntil: Timestamp.nullable(),
}).meta({ id: 'MyChannel' });
export type MyChannel = z.infer<typeof MyChannel>;

export const ChannelMember = z
  .object({ user: User, role: MemberRole, joinedAt: Timestamp })
  .meta({ id: 'ChannelMember' });
export type ChannelMember = z.infer<typeof ChannelMember>;

export const CreateChannel = z
  .strictObject({
    name: ChannelName,
    kind: z.enum(['public', 'private']),
    topic: Topic.default(''),
    description: Description.default(''),
    systemMessages: z.boolean().default(false),
  })
  .meta({ id: 'CreateChannel' });
export type CreateChannel = z.infer<typeof CreateChannel>;

const MAX_DAYS = 36_500;
const RetentionDays = z
  .int(rule('must be a whole number'))
  .min(1, 'must be at least 1')
  .max(MAX_DAYS, `must be at most ${MAX_DAYS}`);

const MAX_SLOW_SECONDS = 21_600;
const SlowModeSeconds = z
  .int(rule('must be a whole number'))
  .min(0, 'must be at least 0')
  .max(MAX_SLOW_SECONDS, `must be at most ${MAX_SLOW_SECONDS}`);

export const UpdateChannel = z
  .strictObject({
    name: ChannelName.optional(),
    topic: Topic.optional(),
    description: Description.optional(),
    posting: Posting.optional(),
    slowModeSeconds: SlowModeSeconds.optional(),
    retentionDays: RetentionDays.nullable().optional(),
    systemMessages: z.boolean().optional(),
  })
  .meta({ id: 'UpdateChannel' });
export type UpdateChannel = z.infer<typeof UpdateChannel>;

export const MAX_DIRECT_MEMBERS = 9;
export const CreateDirect = z
  .strictObject({
    /** The others; the caller is added. Alone, or empty, it is a channel of notes to oneself. */
    userIds: z.array(Id).max(MAX_DIRECT_MEMBERS - 1, `must name at most ${MAX_DIRECT_MEMBERS - 1} people`),
  })
  .meta({ id: 'CreateDirect' });
export type CreateDirect = z.infer<typeof CreateDirect>;

export const SetMember = z
  .strictObject({
    role: MemberRole,
    /** Only to bring in: who is in already stays what they are. */
    ifAbsent: z.boolean().default(false),
  })
  .meta({ id: 'SetMember' });
export type SetMember = z.infer<typeof SetMember>;

export const BrowseQuery = PageQuery.extend({ query: SearchText });
export type BrowseQuery = z.infer<typeof BrowseQuery>;

export const MembersQuery = PageQuery.extend({ query: SearchText });
export type MembersQuery = z.infer<typeof MembersQuery>;

export const ChannelPage = pageOf(Channel).meta({ id: 'ChannelPage' });
export type ChannelPage = z.infer<typeof ChannelPage>;
export const MyChannelPage = pageOf(MyChannel).meta({ id: 'MyChannelPage' });
export type MyChannelPage = z.infer<typeof MyChannelPage>;
export const MemberPage = pageOf(ChannelMember).meta({ id: 'MemberPage' });
export type MemberPage = z.infer<typeof MemberPage>;

export const ReadChannel = z
  .strictObject({
    channelId: Id,
    seq: z
      .int(rule('must be a whole number'))
      .min(0, 'must be at least 0')
      .max(MAX_COUNT, `must be at most ${MAX_COUNT}`),
  })
  .meta({ id: 'ReadChannel' });
export type ReadChannel = z.infer<typeof ReadChannel>;

/** `rev`: the last change of the channel that `mentionCount` knows of. */
export const ReadState = z
  .object({ channelId: Id, readSeq: z.int(), mentionCount: z.int(), rev: z.int().optional() })
  .meta({ id: 'ReadState' });
export type ReadState = z.infer<typeof ReadState>;

/** This message and all after it count as unread again. */
export const UnreadChannel = z
  .strictObject({
    channelId: Id,
    seq: z
      .int(rule('must be a whole number'))
      .min(1, 'must be at least 1')
      .max(MAX_COUNT, `must be at most ${MAX_COUNT}`),
  })
  .meta({ id: 'UnreadChannel' });
export type UnreadChannel = z.infer<typeof UnreadChannel>;

/** The channels in which something was unread until now. */
export const AllRead = z.object({ items: z.array(ReadState) }).meta({ id: 'AllRead' });
export type AllRead = z.infer<typeof AllRead>;

/**
 * `channel:read` from the server: the caller's own marker, or in a direct channel the peer's receipt. With `movedBack` it
 * holds though it be lower than the one before; without, a lower one is only late.
 */
export const ReadReceipt = ReadState.extend({ userId: Id, movedBack: z.literal(true).optional() }).meta({
  id: 'ReadReceipt',
});
export type ReadReceipt = z.infer<typeof ReadReceipt>;

import { z } from 'zod';
import { AckError } from './errors.js';
import { Id, rule, Timestamp } from './ids.js';
import { ModerationReason } from './moderation.js';
import { MAX_COUNT, pageOf, queryInt } from './page.js';
import { NewPoll, Poll } from './polls.js';
import { Reaction } from './reactions.js';
import { SystemEvent } from './system-events.js';
import { StorableText } from './text.js';

export const ChangeKind = z.enum(['created', 'edited', 'deleted', 'reacted', 'pinned', 'voted']);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** Whom a message is for in particular: everybody with `all`, `here` being those who are online. */
export const Mentions = z
  .object({ userIds: z.array(Id), groupIds: z.array(Id), all: z.enum(['none', 'here', 'channel']) })
  .meta({ id: 'Mentions' });
export type Mentions = z.infer<typeof Mentions>;

/** What the first message of a thread says of it: as it was a moment ago, where replies pour in. */
export const ThreadSummary = z
  .object({
    /** Number of replies ever sent. */
    seq: z.int(),
    lastReplyAt: Timestamp,
    /** The first 20 who replied, in the order of their first replies. */
    participantIds: z.array(Id),
  })
  .meta({ id: 'ThreadSummary' });
export type ThreadSummary = z.infer<typeof ThreadSummary>;

export const Message = z
  .object({
    id: Id,
    channelId: Id,
    /** Place among the channel's messages: 1, 2, 3 …, without gaps, never changes. */
    seq: z.int(),
    /** The change of the channel's log that this state of the message comes from. */
    rev: z.int(),
    authorId: Id,
    clientId: Id,
    kind: z.enum(['user', 'system']),
    /** As it was sent; empty once deleted. */
    body: z.string(),
    /** The body's sanitised rendering; empty once deleted. */
    html: z.string(),
    mentions: Mentions,
    /** In the order in which each emoji first came. */
    reactions: z.array(Reaction),
    files: z.array(z.unknown()),
    poll: Poll.nullable(),
    /** Null where nobody replied. */
    thread: z.union([ThreadSummary, z.null()]),
    /** Null in what people say. */
    system: SystemEvent.nullable(),
    createdAt: Timestamp,
    editedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    pinnedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

export const Change = z
  .object({
    rev: z.int(),
    kind: ChangeKind,
    message: Message,
    /** Whom the message mentioned before it was edited or deleted, as this is told live; absent where it was read back. */
    mentionsBefore: Mentions.optional(),
  })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof Change>;

/** A run of a channel's log: everything after `since` up to `rev`, in `rev` order. */
export const ChannelChanges = z
  .object({ channelId: Id, since: z.int(), rev: z.int(), changes: z.array(Change) })
  .meta({ id: 'ChannelChanges' });
export type ChannelChanges = z.infer<typeof ChannelChanges>;

/** A client's place in a log. */
export const Cursor = z
  .int(rule('must be a whole number'))
  .min(0, 'must be at least 0')
  .max(MAX_COUNT, `must be at most ${MAX_COUNT}`);

export const SYNC_MAX_CHANNELS = 100;
export const SyncChannels = z
  .strictObject({
    cursors: z.record(Id, Cursor).refine((cursors) => Object.keys(cursors).length <= SYNC_MAX_CHANNELS, {
      message: `must name at most ${SYNC_MAX_CHANNELS} channels`,
    }),
  })
  .meta({ id: 'SyncChannels' });
export type SyncChannels = z.infer<typeof SyncChannels>;

/**
 * One channel's answer to a sync. `more`: ask again from `rev`. `reset`: drop the local copy, take this page (the
 * newest messages) and go on from `rev`.
 */
export const SyncedChannel = ChannelChanges.extend({ more: z.boolean(), reset: z.boolean() }).meta({
  id: 'SyncedChannel',
});
export type SyncedChannel = z.infer<typeof SyncedChannel>;

export const SyncRefusal = z.object({ channelId: z.string(), error: AckError }).meta({ id: 'SyncRefusal' });
export type SyncRefusal = z.infer<typeof SyncRefusal>;

export const SyncResult = z
  .object({ channels: z.array(z.union([SyncedChannel, SyncRefusal])) })
  .meta({ id: 'SyncResult' });
export type SyncResult = z.infer<typeof SyncResult>;

/** The length limit is the server's (`MAX_BODY_LENGTH`), checked where the text is rendered. */
const Body = StorableText.refine((body) => body.trim().length > 0, { message: 'must not be empty' });

/** `clientId` is the idempotency key: a retry with the same one returns the first message. */
export const PostMessage = z
  .strictObject({
    clientId: Id,
    body: Body,
    poll: NewPoll.optional(),
    /** The message of the channel that this is a reply to. */
    threadId: Id.optional(),
    /** Of a reply: the channel gets the same as a message of its own. */
    alsoToChannel: z.boolean(rule('must be true or false')).optional(),
    /** There are no files yet to send with a message. */
    fileIds: z.array(Id).max(0, 'must be empty: there is no such file').optional(),
  })
  .meta({ id: 'PostMessage' });
export type PostMessage = z.infer<typeof PostMessage>;

export const SendMessage = PostMessage.extend({ channelId: Id }).meta({ id: 'SendMessage' });
export type SendMessage = z.infer<typeof SendMessage>;

export const SentMessage = z.object({ message: Message, duplicate: z.boolean() }).meta({ id: 'SentMessage' });
export type SentMessage = z.infer<typeof SentMessage>;

export const EditBody = z.strictObject({ body: Body }).meta({ id: 'EditBody' });
export type EditBody = z.infer<typeof EditBody>;
export const EditMessage = EditBody.extend({ messageId: Id }).meta({ id: 'EditMessage' });
export type EditMessage = z.infer<typeof EditMessage>;
export const DeletionQuery = z.strictObject({ reason: ModerationReason.optional() });
export type DeletionQuery = z.infer<typeof DeletionQuery>;
export const DeleteMessage = DeletionQuery.extend({ messageId: Id }).meta({ id: 'DeleteMessage' });
export type DeleteMessage = z.infer<typeof DeleteMessage>;
export const PinMessage = z.strictObject({ messageId: Id }).meta({ id: 'PinMessage' });
export type PinMessage = z.infer<typeof PinMessage>;
export const GetReaders = z.strictObject({ messageId: Id }).meta({ id: 'GetReaders' });
export type GetReaders = z.infer<typeof GetReaders>;
export const ChangedMessage = z.object({ message: Message }).meta({ id: 'ChangedMessage' });
export type ChangedMessage = z.infer<typeof ChangedMessage>;

/** What a message said until the change `rev`. */
const MessageEdit = z
  .object({ rev: z.int(), body: z.string(), html: z.string(), replacedAt: Timestamp })
  .meta({ id: 'MessageEdit' });
export const MessageEditPage = pageOf(MessageEdit).meta({ id: 'MessageEditPage' });
export type MessageEditPage = z.infer<typeof MessageEditPage>;

/** A place in a path. */
export const Seq = queryInt(1);

const anchors = ['before', 'after', 'around'] as const;
export const HistoryQuery = z
  .strictObject({
    before: queryInt(1).optional(),
    after: queryInt(0).optional(),
    around: queryInt(1).optional(),
    limit: queryInt(1, 100).default(50),
  })
  .refine((query) => anchors.filter((anchor) => query[anchor] !== undefined).length <= 1, {
    message: 'give one of before, after and around',
    path: ['before'],
  });
export type HistoryQuery = z.infer<typeof HistoryQuery>;

/** In `seq` order, ascending. `nextCursor` goes into `before` (or `after`, where the page was asked with it). */
export const MessagePage = z
  .object({ items: z.array(Message), nextCursor: z.string().nullable() })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;

/** What a body would become: its rendering alone, nothing is sent. */
export const MessagePreview = z.object({ html: z.string() }).meta({ id: 'MessagePreview' });
export type MessagePreview = z.infer<typeof MessagePreview>;

/** What this server takes, as its configuration says. */
export const MessageLimits = z
  .object({
    /** Length of a message, in UTF-16 units. */
    bodyLength: z.int(),
  })
  .meta({ id: 'MessageLimits' });
export type MessageLimits = z.infer<typeof MessageLimits>;

export const ExportFormat = z.enum(['jsonl', 'csv', 'html']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const StartExport = z.strictObject({ format: ExportFormat }).meta({ id: 'StartExport' });
export type StartExport = z.infer<typeof StartExport>;

export const ChangesQuery = z.strictObject({ since: queryInt(0).default(0), limit: queryInt(1, 100).default(100) });
export type ChangesQuery = z.infer<typeof ChangesQuery>;

import { z } from 'zod';
import { AuthRefresh, AuthRefreshed, Invitation } from './auth.js';
import {
  CreateCategory,
  DeleteCategory,
  OrderCategories,
  PlaceChannel,
  RenameCategory,
  Sidebar,
} from './categories.js';
import {
  AcceptInvite,
  ChangeChannel,
  ChangeGroup,
  ChannelRef,
  ChooseNotifications,
  CloseReport,
  GroupMemberRef,
  GroupRef,
  InviteRef,
  MakeInvite,
  MemberRef,
  PutBan,
  PutMember,
  PutMute,
} from './channel-requests.js';
import {
  AllRead,
  Channel,
  ChannelMember,
  CreateChannel,
  CreateDirect,
  MyChannel,
  ReadChannel,
  ReadReceipt,
  ReadState,
  UnreadChannel,
} from './channels.js';
import { Draft, SetDraft } from './drafts.js';
import type { Ack } from './errors.js';
import { CreateGroup, GroupMember, UserGroup } from './groups.js';
import { InviteGuest } from './guests.js';
import { Id, rule, Timestamp } from './ids.js';
import { CreatedInvite } from './invites.js';
import { Job } from './jobs.js';
import {
  ChangedMessage,
  ChannelChanges,
  Cursor,
  DeleteMessage,
  EditMessage,
  GetReaders,
  PinMessage,
  SendMessage,
  SentMessage,
  SyncChannels,
  SyncResult,
} from './messages.js';
import { ChannelBan, ChannelMute, MessageReport, Reported, ReportMessage } from './moderation.js';
import { NotificationEvent } from './notifications.js';
import { ChosenPresence, GetPresence, Presence, PresenceList, SetPresence, SetStatus } from './presence.js';
import { ClosePoll, PollState, Vote } from './polls.js';
import { React } from './reactions.js';
import { SavedState, SaveMessage } from './saved-messages.js';
import { CreateReminder, DeleteReminder, EditReminder, Reminder, ReminderEvent } from './reminders.js';
import {
  DeleteScheduled,
  EditScheduled,
  ScheduledEvent,
  ScheduledMessage,
  ScheduleMessage,
  SendScheduled,
} from './scheduled.js';
import { FollowThread, Thread } from './threads.js';
import { User, UserPage } from './users.js';

const WaitedMs = z
  .int(rule('must be a whole number'))
  .min(0, 'must be at least 0')
  .max(60_000, 'must be at most 60000');

/**
 * A sample of how soon messages arrive: the client has had the change `rev` for `waitedMs`, by its own clock. What the
 * server does not remember, or did not send to this client, is acked and not counted.
 */
export const DeliveryReport = z
  .strictObject({ channelId: Id, rev: Cursor, waitedMs: WaitedMs })
  .meta({ id: 'DeliveryReport' });
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** Somebody who runs a channel need not be in it. */
const SeenChannel = z.union([MyChannel, Channel]);

/** Requests that a client may make over the socket. Every one is acknowledged with `{ ok, data | error }`. */
export const requests = {
  'message:send': { input: SendMessage, output: SentMessage },
  'message:edit': { input: EditMessage, output: ChangedMessage },
  'message:delete': { input: DeleteMessage, output: ChangedMessage },
  'message:report': { input: ReportMessage, output: Reported },
  'message:pin': { input: PinMessage, output: ChangedMessage },
  'message:unpin': { input: PinMessage, output: ChangedMessage },
  'message:save': { input: SaveMessage, output: SavedState },
  'message:unsave': { input: SaveMessage, output: SavedState },
  'message:readers': { input: GetReaders, output: UserPage },
  'reaction:add': { input: React, output: ChangedMessage },
  'reaction:remove': { input: React, output: ChangedMessage },
  'poll:vote': { input: Vote, output: PollState },
  'poll:close': { input: ClosePoll, output: ChangedMessage },
  'message:schedule': { input: ScheduleMessage, output: ScheduledMessage },
  'scheduled:edit': { input: EditScheduled, output: ScheduledMessage },
  'scheduled:delete': { input: DeleteScheduled, output: z.null() },
  'scheduled:send': { input: SendScheduled, output: ScheduledMessage },
  'reminder:create': { input: CreateReminder, output: Reminder },
  'reminder:edit': { input: EditReminder, output: Reminder },
  'reminder:delete': { input: DeleteReminder, output: z.null() },
  'thread:follow': { input: FollowThread, output: Thread },
  'thread:unfollow': { input: FollowThread, output: Thread },
  'channel:sync': { input: SyncChannels, output: SyncResult },
  'channel:read': { input: ReadChannel, output: ReadState },
  'channel:unread': { input: UnreadChannel, output: ReadState },
  'channel:read-all': { input: z.strictObject({}).meta({ id: 'ReadAll' }), output: AllRead },
  'channel:open': {
    input: ChannelRef,
    output: z.object({ channelId: Id, rev: z.int() }).meta({ id: 'ChannelOpened' }),
  },
  'channel:close': {
    input: ChannelRef,
    output: z.object({ channelId: Id, rev: z.int() }).meta({ id: 'ChannelClosed' }),
  },
  'channel:place': { input: PlaceChannel, output: Sidebar },
  'channel:create': { input: CreateChannel, output: MyChannel },
  'channel:direct': { input: CreateDirect, output: MyChannel },
  'channel:update': { input: ChangeChannel, output: SeenChannel },
  'channel:archive': { input: ChannelRef, output: z.null() },
  'channel:restore': { input: ChannelRef, output: SeenChannel },
  'channel:join': { input: ChannelRef, output: MyChannel },
  'channel:leave': { input: ChannelRef, output: z.null() },
  'channel:notifications': { input: ChooseNotifications, output: MyChannel },
  'member:set': { input: PutMember, output: ChannelMember },
  'member:remove': { input: MemberRef, output: z.null() },
  'member:ban': { input: PutBan, output: ChannelBan },
  'member:unban': { input: MemberRef, output: z.null() },
  'member:mute': { input: PutMute, output: ChannelMute },
  'member:unmute': { input: MemberRef, output: z.null() },
  'invite:create': { input: MakeInvite, output: CreatedInvite },
  'invite:revoke': { input: InviteRef, output: z.null() },
  'invite:accept': { input: AcceptInvite, output: MyChannel },
  'guest:invite': { input: InviteGuest, output: Invitation },
  'report:resolve': { input: CloseReport, output: MessageReport },
  'group:create': { input: CreateGroup, output: UserGroup },
  'group:update': { input: ChangeGroup, output: UserGroup },
  'group:delete': { input: GroupRef, output: z.null() },
  'group:add': { input: GroupMemberRef, output: GroupMember },
  'group:remove': { input: GroupMemberRef, output: z.null() },
  'category:create': { input: CreateCategory, output: Sidebar },
  'category:rename': { input: RenameCategory, output: Sidebar },
  'category:delete': { input: DeleteCategory, output: Sidebar },
  'category:order': { input: OrderCategories, output: Sidebar },
  'draft:set': { input: SetDraft, output: Draft },
  'typing:start': { input: ChannelRef, output: z.null() },
  'presence:set': { input: SetPresence, output: ChosenPresence },
  'presence:get': { input: GetPresence, output: PresenceList },
  'status:set': { input: SetStatus, output: Presence },
  'delivery:report': { input: DeliveryReport, output: z.null() },
  'auth:refresh': { input: AuthRefresh, output: AuthRefreshed },
  echo: { input: z.unknown(), output: z.unknown() },
} as const;

/** A channel in `ready`: enough to know whether one is behind. `id` and `channelId` are the same. */
export const ChannelHead = z
  .object({ id: Id, channelId: Id, rev: z.int(), seq: z.int(), readSeq: z.int(), mentionCount: z.int() })
  .meta({ id: 'ChannelHead' });
export type ChannelHead = z.infer<typeof ChannelHead>;

/** A thread that the user follows, in `ready`. */
const ThreadHead = ChannelHead.extend({ parentId: Id }).meta({ id: 'ThreadHead' });

/** `groupIds`: the groups that the user is in, whose mentions are theirs. */
export const Ready = z
  .object({
    user: User,
    channels: z.array(ChannelHead),
    threads: z.array(ThreadHead),
    groupIds: z.array(Id),
  })
  .meta({ id: 'Ready' });
export type Ready = z.infer<typeof Ready>;

/** Events that the server sends. `typing` and `presence` may be dropped under pressure; all others may be late, never lost. */
export const serverEvents = {
  ready: Ready,
  'channel:changes': ChannelChanges,
  'channel:joined': z.object({ channelId: Id, channel: MyChannel }).meta({ id: 'ChannelJoined' }),
  'channel:updated': z.object({ channelId: Id, channel: Channel }).meta({ id: 'ChannelUpdated' }),
  /** To the user's own sockets: a moderator silenced them, or let them speak again. */
  'channel:silence': z.object({ channelId: Id, silencedUntil: Timestamp.nullable() }).meta({ id: 'ChannelSilence' }),
  /** `stillOpen`: the user follows the thread no more, and this socket has it open and goes on receiving it. */
  'channel:left': z.object({ channelId: Id, stillOpen: z.literal(true).optional() }).meta({ id: 'ChannelLeft' }),
  'channel:read': ReadReceipt,
  typing: z.object({ channelId: Id, userId: Id, expiresInMs: z.int() }).meta({ id: 'Typing' }),
  presence: Presence,
  notification: NotificationEvent,
  /** These four to all sockets of the user and to nobody else; of two states of one thing, the greater `rev` is the newer. */
  draft: Draft,
  saved: SavedState,
  sidebar: Sidebar,
  /**
   * To all sockets of the user: they came into groups or were taken out. `channels`: by these groups, the counts of all
   * their channels and threads in which something is unread.
   */
  groups: z.object({ groupIds: z.array(Id), channels: z.array(ChannelHead) }).meta({ id: 'OwnGroups' }),
  /** Some of the events before this may be missing: what is kept of the user's own is to be read again. */
  'personal:resync': z.object({ rev: z.int() }).meta({ id: 'PersonalResync' }),
  /** To the owner's sockets, with each change; of two, the one with the greater `rev` is the newer. */
  job: Job,
  /** To the sockets of whoever put it off, with each change. */
  scheduled: ScheduledEvent,
  reminder: ReminderEvent,
  resync: z.object({}).meta({ id: 'Resync' }),
  'server:draining': z.object({ reconnectWithinMs: z.int() }).meta({ id: 'ServerDraining' }),
} as const;

export type RequestName = keyof typeof requests;
export type RequestInput<R extends RequestName> = z.output<(typeof requests)[R]['input']>;
export type RequestOutput<R extends RequestName> = z.output<(typeof requests)[R]['output']>;

export type ServerEventName = keyof typeof serverEvents;
export type ServerEventData<E extends ServerEventName> = z.output<(typeof serverEvents)[E]>;

/** Socket.IO event maps, derived so that they cannot drift from the schemas. */
export type ClientToServerEvents = {
  [R in RequestName]: (
    input: z.input<(typeof requests)[R]['input']>,
    ack: (reply: Ack<RequestOutput<R>>) => void,
  ) => void;
};
export type ServerToClientEvents = { [E in ServerEventName]: (data: ServerEventData<E>) => void };

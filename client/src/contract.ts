import type { Register } from '../../src/contract/auth.js';
import type { RequestInput, RequestName, RequestOutput, ServerEventData } from '../../src/contract/socket-events.js';

/**
 * The contract's types, and nothing of it that runs. The build writes them out in full in this file's place, so that the
 * package stands on its own.
 */
export type { Login, SignedIn, TokenPair } from '../../src/contract/auth.js';
export type { Channel, CreateChannel, MyChannel, MyChannelPage, ReadState } from '../../src/contract/channels.js';
export type { AckError, ErrorCode, FieldError, Problem } from '../../src/contract/errors.js';
export type {
  Change,
  ChangedMessage,
  ChannelChanges,
  Message,
  MessageLimits,
  MessagePage,
  Mentions,
  MessagePreview,
  PostMessage,
  SentMessage,
  SyncedChannel,
  SyncRefusal,
  SyncResult,
} from '../../src/contract/messages.js';
export type {
  Notification,
  NotificationEvent,
  NotificationPage,
  UnreadCount,
} from '../../src/contract/notifications.js';
export type { Draft, DraftPage } from '../../src/contract/drafts.js';
export type { ChosenStatus, CustomStatus, Presence, SetStatus } from '../../src/contract/presence.js';
export type { ChannelHead, Ready, RequestName, ServerEventName } from '../../src/contract/socket-events.js';
export type { Thread } from '../../src/contract/threads.js';
export type { Me } from '../../src/contract/users.js';

/** What a caller gives to register; the server has defaults for the rest. */
export type NewAccount = Omit<Register, 'locale' | 'timeZone'> & Partial<Pick<Register, 'locale' | 'timeZone'>>;

/** What each request takes and answers, by its name. */
export type RequestInputs = { [R in RequestName]: RequestInput<R> };
export type RequestOutputs = { [R in RequestName]: RequestOutput<R> };

/** What each event of the server carries, by its name. */
export type ServerEvents = {
  [E in keyof import('../../src/contract/socket-events.js').ServerToClientEvents]: ServerEventData<E>;
};

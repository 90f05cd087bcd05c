import type { FailureCode } from './client-error.js';
import type { Channel as ChannelInfo, Message, MyChannel } from './contract.js';
import type { PendingMessage } from './outgoing.js';

/** A channel as it is shown at one moment. It is never changed: there is another where something is. */
export interface ChannelSnapshot {
  readonly id: string;
  /** Name, topic and the like; null until they were loaded. */
  readonly info: ChannelInfo | MyChannel | null;
  /** `closed`: messages are not followed; `loading`: the first page is on its way; `refused`: it may not be read. */
  readonly status: 'closed' | 'loading' | 'open' | 'refused';
  readonly error: { code: FailureCode; message: string } | null;
  /** What is loaded, by `seq`, without gaps once the channel is caught up. */
  readonly messages: readonly Message[];
  /** The user's own that are not among them yet, in the order in which they are sent. */
  readonly pending: readonly PendingMessage[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** Place of the newest message, and of the last one that was read. */
  readonly seq: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly mentionCount: number;
  /** In a direct channel, how far others have read, by user. */
  readonly receipts: ReadonlyMap<string, number>;
  /** Who types now. */
  readonly typing: readonly string[];
}

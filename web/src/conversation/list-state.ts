import type { ChannelSnapshot } from '@tertulia/client';
import { client } from '../core/client';
import type { Row, RowsInput } from './rows';
import type { Stage } from './stages';

const REACHED = ['online', 'draining'];
const UNREACHED = ['reconnecting', 'offline'];

/** What a list of messages shows at one moment. */
export interface ListSnapshot {
  readonly stage: Stage<Row>;
  /** The list stands where it should begin. */
  readonly opened: boolean;
  /** The newest message is on the screen. */
  readonly atEnd: boolean;
  /** Index of the first row on the screen. */
  readonly top: number;
  /** Place of the message that was jumped to, for a moment. */
  readonly highlighted: number | null;
  /** The last place before what is new; null where nothing is. */
  readonly divider: number | null;
  /** What is new began further up. */
  readonly newIsAbove: boolean;
  readonly seq: number;
  readonly unread: number;
  /** A page could not be loaded. */
  readonly failed: boolean;
}

/** Whether the list may begin: while there is no way to the server what is there has to do. */
export const isReady = (channel: ChannelSnapshot): boolean =>
  isSettled(channel) || (channel.status === 'open' && UNREACHED.includes(connectionStatus()));

/** The copy is as the server has it, as far as is known. */
export function isSettled({ status, hasNewer, hasOlder, messages, seq }: ChannelSnapshot): boolean {
  if (status !== 'open' || !REACHED.includes(connectionStatus())) return false;
  // Of a copy that was left at an old place nothing is kept: what there is comes as older messages.
  const last = messages.at(-1)?.seq ?? (hasOlder ? seq : 0);
  return hasNewer || last >= seq;
}

const connectionStatus = (): string => client.connection.snapshot().status;

/** Of the pending ones there is a new list with every change of the channel. */
export const isSame = (a: RowsInput, b: RowsInput): boolean =>
  a.messages === b.messages &&
  a.hasOlder === b.hasOlder &&
  a.hasNewer === b.hasNewer &&
  a.divider === b.divider &&
  a.pending.length === b.pending.length &&
  a.pending.every((each, index) => each === b.pending[index]);

import type { Message, PendingMessage } from '@tertulia/client';

/** How long somebody's messages stand under one name, from each to the next. */
const GROUP_MS = 5 * 60_000;

interface Placed {
  /** The same from the moment a message is written here until it is drawn for the last time. */
  readonly key: string;
  /** Stands under the author's name of its own. */
  readonly startsGroup: boolean;
  /** The local day, where it is another than that of the row before. */
  readonly day: string | null;
}

export interface StoredRow extends Placed {
  readonly kind: 'message';
  readonly message: Message;
  readonly firstUnread: boolean;
}

export interface PendingRow extends Placed {
  readonly kind: 'pending';
  readonly pending: PendingMessage;
}

/** What stands before the first message of a channel. */
export interface StartRow extends Placed {
  readonly kind: 'start';
}

export type Row = StoredRow | PendingRow | StartRow;

export interface RowsInput {
  readonly messages: readonly Message[];
  readonly pending: readonly PendingMessage[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** The last place before what is new; null where nothing is. */
  readonly divider: number | null;
  readonly userId: string;
}

interface Moment {
  readonly time: number;
  readonly day: string;
}

const START: StartRow = { kind: 'start', key: 'start', startsGroup: true, day: null };

const moments = new WeakMap<object, Moment>();

/** When something was written. Parsed once. */
export function momentOf(written: { readonly createdAt: string }): Moment {
  let moment = moments.get(written);
  if (!moment) {
    const date = new Date(written.createdAt);
    const day = `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
    moments.set(written, (moment = { time: date.getTime(), day }));
  }
  return moment;
}

/** What a list of messages shows, from the oldest to the newest. */
export function rowsOf({ messages, pending, hasOlder, hasNewer, divider, userId }: RowsInput): Row[] {
  const rows: Row[] = hasOlder ? [] : [START];
  let before: (Moment & { authorId: string | null }) | null = null;
  for (const message of messages) {
    const moment = momentOf(message);
    const firstUnread = divider !== null && message.seq === divider + 1;
    const day = before?.day === moment.day ? null : moment.day;
    const authorId = message.kind === 'user' ? message.authorId : null;
    const goesOn = !firstUnread && day === null && continues(before, authorId, moment.time);
    const key = message.authorId === userId ? message.clientId : message.id;
    rows.push({ kind: 'message', key, message, firstUnread, day, startsGroup: !goesOn });
    before = { ...moment, authorId };
  }
  // What was just written stands at the newest end, which is elsewhere.
  if (hasNewer) return rows;
  for (const each of pending) {
    const moment = momentOf(each);
    const day = before?.day === moment.day ? null : moment.day;
    const goesOn = day === null && continues(before, userId, moment.time);
    rows.push({ kind: 'pending', key: each.clientId, pending: each, day, startsGroup: !goesOn });
    before = { ...moment, authorId: userId };
  }
  return rows;
}

const continues = (before: { time: number; authorId: string | null } | null, authorId: string | null, time: number) =>
  before !== null && authorId !== null && before.authorId === authorId && time - before.time < GROUP_MS;

import type { ChannelSnapshot } from './channel-snapshot.js';
import { ChannelLog, type Due } from './channel-log.js';
import type { ClientError } from './client-error.js';
import type { Change, Channel, ChannelHead, Message, MyChannel } from './contract.js';
import { type CountStep, MentionCount, stepsAfter } from './mention-count.js';
import { MessageWindow } from './message-window.js';
import type { PendingMessage } from './outgoing.js';
import type { Reader } from './reader.js';

/** Where the server says that the channel stands, and what of it the user has not read. */
export type Counted = Pick<ChannelHead, 'rev' | 'seq' | 'readSeq' | 'mentionCount'>;

/** A copy of a channel as the store has it: the cursor and what was applied up to it, together. */
export interface SavedChannel {
  id: string;
  cursor: number;
  messages: readonly Message[];
  /** The first place that they cover. */
  floor: number;
  info: Channel | MyChannel | null;
  seq: number;
  readSeq: number;
  /** Read here, and not yet told to the server. */
  readTarget: number;
  mentionCount: number;
}

/** All that is known of one channel, once: its place in the log, the loaded messages, and the counts. */
export class ChannelState {
  readonly id: string;
  readonly log: ChannelLog;
  readonly window: MessageWindow;
  info: Channel | MyChannel | null = null;
  /** As of when that is known, milliseconds since 1970. */
  knownAt = 0;
  /** Whether the user is a member, as far as is known. */
  member = false;
  /** Whether it is a thread and the user one of its followers, who are its members in all but the list of channels. */
  follower = false;
  /** When they were known to have become one or the other, milliseconds since 1970. */
  enteredAt = 0;
  followed = false;
  error: ClientError | null = null;
  readTarget = 0;
  #seq = 0;
  #readSeq = 0;
  /** When the marker moved last, as far as is known here. */
  #readAt = 0;
  #mentions: MentionCount;
  /** Messages up to this place are counted, and changes up to this rev. */
  #countedSeq = 0;
  #countedRev = 0;
  readonly #receipts = new Map<string, number>();
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #listeners: (() => void)[] = [];
  readonly #doubtful: (() => void)[] = [];

  constructor(id: string, windowSize: number, saved?: SavedChannel) {
    this.id = id;
    this.log = new ChannelLog(saved?.cursor ?? null);
    this.window = new MessageWindow(windowSize);
    this.#mentions = new MentionCount(saved?.mentionCount, saved?.cursor);
    if (!saved) return;
    this.window.restart(saved.messages, saved.floor);
    this.info = saved.info;
    this.#seq = saved.seq;
    this.#readSeq = saved.readSeq;
    this.readTarget = saved.readTarget;
    this.#countedSeq = saved.seq;
    this.#countedRev = saved.cursor;
  }

  get seq(): number {
    return this.#seq;
  }

  get readSeq(): number {
    return Math.max(this.#readSeq, this.readTarget);
  }

  /** The rev up to which its copy goes, 0 before the first page; null where no copy is kept. */
  get copied(): number | null {
    return this.followed && !this.error ? (this.log.cursor ?? 0) : null;
  }

  /** Whether there is a marker of how far the user has read. */
  get isCounted(): boolean {
    return this.member || this.follower;
  }

  get unread(): number {
    return this.isCounted ? Math.max(0, this.#seq - this.readSeq) : 0;
  }

  get mentionCount(): number {
    return this.readSeq >= this.#seq ? 0 : this.#mentions.beyond(this.#readSeq);
  }

  /** The server has to be asked how often the user is mentioned. */
  onDoubt(listener: () => void): void {
    this.#doubtful.push(listener);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** What the log made due. Whoever calls says that the state changed, when all that belongs to it has. */
  apply({ reset, changes }: Due, reader: Reader): void {
    const messages = changes.map(({ message }) => message);
    if (reset) this.window.restart(newest(messages));
    else this.window.apply(messages);
    this.count(changes, reader);
  }

  /** Messages exist, or are others now: they may be the newest, the user's own, or for the user in particular. */
  count(changes: readonly Change[], reader: Reader): void {
    for (const step of stepsAfter(this.#countedRev, this.#countedSeq, changes)) this.#count(step, reader);
  }

  /** Where the channel stands, as the server counts it: a list may be older than the messages that came meanwhile. */
  head({ rev, seq, readSeq, mentionCount }: Counted, askedAt = 0): void {
    const isNew = rev > this.#countedRev;
    // What was asked for after the marker moved last knows of that.
    const movedBack = rev >= this.#countedRev && askedAt > this.#readAt;
    const taken = this.read({ readSeq, mentionCount, rev }, movedBack);
    if (isNew && !taken) this.#doubt();
    this.#seq = Math.max(this.#seq, seq);
    this.#countedSeq = Math.max(this.#countedSeq, seq);
    this.#countedRev = Math.max(this.#countedRev, rev);
    this.changed();
  }

  /**
   * A lower marker is only late, unless the server says that it went back; answers whether it was taken. `rev`: as of when
   * the server counted; where it does not say so, it knew of all that is known here.
   */
  read(read: { readSeq: number; mentionCount: number; rev?: number | undefined }, movedBack = false): boolean {
    const { readSeq, mentionCount, rev = Math.max(this.#countedRev, this.#mentions.rev) } = read;
    if (readSeq < this.#readSeq && !movedBack) return false;
    const moved = readSeq !== this.#readSeq;
    this.#readAt = Date.now();
    this.#readSeq = readSeq;
    if (rev >= this.#mentions.rev) this.#mentions.take(mentionCount, rev);
    else if (moved) this.#doubt();
    if (readSeq >= this.readTarget) this.readTarget = 0;
    this.changed();
    return true;
  }

  receipt(userId: string, readSeq: number): void {
    this.#receipts.set(userId, Math.max(readSeq, this.#receipts.get(userId) ?? 0));
    this.changed();
  }

  typed(userId: string, expiresInMs: number): void {
    clearTimeout(this.#typing.get(userId));
    this.#typing.set(
      userId,
      setTimeout(() => this.#stoppedTyping(userId), expiresInMs),
    );
    this.changed();
  }

  /** The user is a member, which a list that was asked for before does not know. */
  enter(): void {
    this.member = true;
    this.enteredAt = Date.now();
  }

  /** The user follows the thread, or no longer does. It can be read all the same. */
  becomeFollower(isFollower: boolean): void {
    this.follower = isFollower;
    this.enteredAt = Date.now();
    if (!isFollower) this.readTarget = 0;
    this.changed();
  }

  /** The channel is not the user's any more: nothing of it is kept. */
  leave(): void {
    this.log.forget();
    this.window.restart([]);
    this.member = false;
    this.follower = false;
    this.followed = false;
    this.readTarget = 0;
    this.stop();
    this.changed();
  }

  stop(): void {
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
  }

  snapshot(pending: readonly PendingMessage[]): ChannelSnapshot {
    const { window, error } = this;
    return {
      id: this.id,
      info: this.info,
      status: this.#status(),
      error: error && { code: error.code, message: error.message },
      messages: window.messages,
      pending,
      hasOlder: window.hasOlder,
      hasNewer: window.hasNewer,
      seq: this.#seq,
      readSeq: this.readSeq,
      unread: this.unread,
      mentionCount: this.mentionCount,
      receipts: new Map(this.#receipts),
      typing: [...this.#typing.keys()],
    };
  }

  /** Null where there is no copy. Of the messages the newest `max`, which reach up to the cursor. */
  saved(max: number): SavedChannel | null {
    const { id, info, readTarget, window } = this;
    const { cursor } = this.log;
    if (cursor === null) return null;
    // Messages of an old place do not reach up to the cursor: a later client begins at the newest end.
    const messages = window.hasNewer ? [] : window.messages.slice(-max);
    const whole = !window.hasNewer && messages.length === window.messages.length;
    const floor = whole ? window.floor : (messages[0]?.seq ?? this.#seq + 1);
    const [seq, readSeq] = [this.#seq, this.#readSeq];
    const mentionCount = this.#mentions.beyond(readSeq);
    return { id, cursor, messages, floor, info, seq, readSeq, readTarget, mentionCount };
  }

  #count({ change, isNew, mayAlter }: CountStep, reader: Reader): void {
    const { rev, message } = change;
    const { seq } = message;
    this.#countedRev = rev;
    this.#countedSeq = Math.max(this.#countedSeq, seq);
    this.#seq = Math.max(this.#seq, seq);
    if (reader.wrote(message)) {
      if (!isNew || seq <= this.#readSeq) return;
      this.#readSeq = seq;
      this.#mentions.readTo(seq);
    } else if (isNew) {
      this.#mentions.create(message, reader, this.#readSeq);
    } else if (mayAlter && !this.#mentions.change(change, reader, this.#readSeq) && seq > this.#readSeq) {
      this.#doubt();
    }
  }

  #doubt(): void {
    if (this.isCounted) for (const listener of this.#doubtful) listener();
  }

  #status(): ChannelSnapshot['status'] {
    if (this.error) return 'refused';
    if (!this.followed) return 'closed';
    return this.log.cursor === null ? 'loading' : 'open';
  }

  #stoppedTyping(userId: string): void {
    clearTimeout(this.#typing.get(userId));
    if (this.#typing.delete(userId)) this.changed();
  }
}

/** A message may have changed again since: of each the last. */
const newest = (messages: readonly Message[]): Message[] => [
  ...new Map(messages.map((each) => [each.seq, each])).values(),
];

/** What the store gives back, where it is what was put there. */
export function savedChannel(value: unknown): SavedChannel[] {
  const saved = value as Partial<SavedChannel> | null;
  const whole = typeof saved?.id === 'string' && typeof saved.cursor === 'number' && Array.isArray(saved.messages);
  return whole ? [saved as SavedChannel] : [];
}

import { insist } from './back-off.js';
import type { CatchUp } from './catch-up.js';
import type { Applied, Channels } from './channels.js';
import type { ChannelState } from './channel-state.js';
import type { Due } from './channel-log.js';
import { fromAck } from './client-error.js';
import type { Connection } from './connection.js';
import type { AckError, Channel, ChannelHead, MyChannel, SyncedChannel } from './contract.js';
import type { Inbox } from './inbox.js';
import type { Greeting, Link, LiveEvents } from './link.js';
import type { Outbox } from './outbox.js';
import { Reader } from './reader.js';
import { Recounts } from './recounts.js';
import type { Session } from './session.js';
import { allChannels } from './stream-link.js';

/** The parts of a client that news concern. */
export interface LiveParts {
  session: Session;
  channels: Channels;
  outbox: Outbox;
  catchUp: CatchUp;
  inbox: Inbox;
  connection: Connection;
}

export interface LiveOptions {
  /** Follows all channels of the user, whether or not they were opened. */
  followAll: boolean;
  applied: (applied: Applied) => void;
}

/** What comes from the server, brought to where it belongs. */
export class Live {
  readonly #parts: LiveParts;
  readonly #options: LiveOptions;
  readonly #reader: Reader;
  /** Of each channel the last attempt to look at it. */
  readonly #looks = new Map<ChannelState, () => Promise<void>>();

  constructor(parts: LiveParts, options: LiveOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#reader = new Reader(() => parts.session.user?.id ?? '');
    const recounts = new Recounts(parts);
    parts.channels.onDoubt((state) => recounts.need(state));
  }

  ready(link: Link, { channels: heads, threads, groupIds }: Greeting): void {
    const { channels } = this.#parts;
    this.#reader.entered(groupIds ?? []);
    this.#leaveAllBut(new Set(heads.map(({ channelId }) => channelId)), link.openedAt);
    for (const head of heads) {
      const state = channels.get(head.channelId);
      state.member = true;
      state.head(head, link.openedAt);
      state.log.head(head.rev);
      if (this.#options.followAll) state.followed = true;
    }
    if (threads) this.#followThreads(threads, link.openedAt);
    for (const state of channels.followed()) this.#begin(link, state);
    if (channels.all().some(({ member, info }) => member && info === null)) void this.#describeAll(link);
  }

  /** Follows a channel from now on; what is behind is fetched. */
  follow(state: ChannelState): void {
    state.followed = true;
    state.error = null;
    state.changed();
    const { link } = this.#parts.connection;
    if (link) this.#begin(link, state);
  }

  /** The first reply made the thread, which could not be opened before. */
  replied(threadId: string): void {
    const thread = this.#parts.channels.find(threadId);
    if (thread?.followed && thread.error) this.follow(thread);
  }

  unfollow(state: ChannelState): void {
    const { connection, catchUp } = this.#parts;
    state.followed = false;
    catchUp.drop(state.id);
    connection.link?.unfollow(state.id);
    if (!state.member) connection.request('channel:close', { channelId: state.id }).catch(() => undefined);
    state.changed();
  }

  /** The list of channels as it is now; what else is followed has to be asked for one by one. */
  described(link: Link, list: readonly MyChannel[], askedAt: number): void {
    this.#leaveAllBut(new Set(list.map(({ id }) => id)), askedAt);
    for (const channel of list) this.#joined(channel, askedAt);
    for (const state of this.#parts.channels.followed()) if (!state.member) void this.#look(link, state);
  }

  event<E extends keyof LiveEvents>(name: E, data: LiveEvents[E]): void {
    this.#on[name](data);
  }

  /** The answer of a sync. Answers whether the channel is still behind. */
  fill(page: SyncedChannel): boolean {
    const state = this.#parts.channels.find(page.channelId);
    if (!state?.followed) return false;
    const isNew = state.log.cursor === null;
    this.#apply(state, state.log.fill(page));
    if (isNew && state.log.cursor !== null) this.#parts.connection.link?.follow(state.id, state.log.cursor);
    return state.log.behind;
  }

  /** The user has left, as the server has answered: its event may come later. */
  left(channelId: string): void {
    const state = this.#parts.channels.find(channelId);
    if (state?.member) this.#leave(state);
  }

  refused(channelId: string, error: AckError): void {
    const state = this.#parts.channels.find(channelId);
    if (!state) return;
    this.#leave(state);
    state.error = fromAck(error);
    state.changed();
  }

  readonly #on: { [E in keyof LiveEvents]: (data: LiveEvents[E]) => void } = {
    'channel:changes': (run) => this.#onChanges(run),
    'channel:joined': ({ channel }) => {
      if (channel.kind === 'thread') this.#begun(channel);
      else this.#joined(channel);
    },
    'channel:updated': ({ channel }) => void this.#parts.channels.describe(channel),
    'channel:silence': ({ channelId, silencedUntil }) => this.#parts.channels.silenced(channelId, silencedUntil),
    'channel:left': ({ channelId, stillOpen }) => {
      const state = this.#parts.channels.find(channelId);
      if (stillOpen) state?.becomeFollower(false);
      else if (state) this.#leave(state);
    },
    'channel:read': (receipt) => {
      const state = this.#parts.channels.find(receipt.channelId);
      if (receipt.userId === this.#reader.id) state?.read(receipt, receipt.movedBack);
      else state?.receipt(receipt.userId, receipt.readSeq);
    },
    typing: ({ channelId, userId, expiresInMs }) => this.#parts.channels.find(channelId)?.typed(userId, expiresInMs),
    notification: (line) => this.#parts.inbox.arrived(line),
    presence: () => undefined,
    draft: () => undefined,
    saved: () => undefined,
    sidebar: () => undefined,
    groups: ({ groupIds, channels }) => {
      this.#reader.entered(groupIds);
      for (const head of channels) this.#parts.channels.find(head.channelId)?.head(head);
    },
    'personal:resync': () => undefined,
    job: () => undefined,
    scheduled: () => undefined,
    reminder: () => undefined,
    resync: () => this.#resync(),
    'server:draining': () => undefined,
  };

  #onChanges(run: LiveEvents['channel:changes']): void {
    const state = this.#parts.channels.get(run.channelId);
    if (state.followed) return this.#receive(state, run);
    state.count(run.changes, this.#reader);
    state.log.head(run.rev);
    state.changed();
  }

  #receive(state: ChannelState, run: LiveEvents['channel:changes']): void {
    this.#apply(state, state.log.receive(run));
    if (state.log.behind) this.#parts.catchUp.need(state.id);
  }

  #apply(state: ChannelState, { reset, changes }: Due): void {
    const { channels, outbox } = this.#parts;
    const rev = state.log.cursor;
    if (rev === null || (changes.length === 0 && !reset)) return;
    state.apply({ reset, changes }, this.#reader);
    const own = changes.flatMap(({ message }) => (this.#reader.wrote(message) ? [message] : []));
    outbox.applied(state.id, own, rev);
    this.#options.applied({ channelId: state.id, reset, changes, rev });
    channels.mark(state);
    for (const { message } of changes) if (message.thread) this.replied(message.id);
  }

  #joined(channel: MyChannel, askedAt = 0): void {
    const state = this.#parts.channels.describe(channel, askedAt);
    if (!state.member) state.enter();
    const { cursor } = state.log;
    // The list may be older than what came meanwhile.
    if (cursor === null || channel.rev > cursor) state.log.head(channel.rev);
    if (this.#options.followAll && !state.followed) this.follow(state);
    else this.#goOn(state);
    state.changed();
  }

  /** A thread that the user follows from now on. It is none of their channels. */
  #begun(thread: MyChannel): void {
    const state = this.#parts.channels.describe(thread);
    state.becomeFollower(true);
    state.log.head(thread.rev);
    this.#goOn(state);
  }

  /** What is open gets what is new, also where it was refused before. */
  #goOn(state: ChannelState): void {
    if (!state.followed) return;
    if (state.error) this.follow(state);
    else if (this.#parts.connection.link && state.log.behind) this.#parts.catchUp.need(state.id);
  }

  #followThreads(heads: readonly ChannelHead[], openedAt: number): void {
    const { channels } = this.#parts;
    const mine = new Set(heads.map(({ channelId }) => channelId));
    for (const state of channels.all()) {
      if (state.follower && state.enteredAt <= openedAt && !mine.has(state.id)) state.becomeFollower(false);
    }
    for (const head of heads) {
      const state = channels.get(head.channelId);
      state.follower = true;
      state.head(head, openedAt);
      state.log.head(head.rev);
    }
  }

  #begin(link: Link, state: ChannelState): void {
    const { cursor } = state.log;
    // A stream that begins nowhere would begin later than the first page ends.
    if (cursor !== null) link.follow(state.id, cursor);
    if (!state.member) void this.#look(link, state);
    else if (state.log.behind) this.#parts.catchUp.need(state.id);
  }

  /** A thread, or a public channel of which the user is no member: each connection has to ask for it. */
  async #look(link: Link, state: ChannelState): Promise<void> {
    const { connection, channels, catchUp, session } = this.#parts;
    const look = async (): Promise<void> => {
      const { rev } = await connection.request('channel:open', { channelId: state.id });
      state.error = null;
      state.log.head(rev);
      state.changed();
      if (state.followed && state.log.behind) catchUp.need(state.id);
      if (state.info !== null) return;
      const askedAt = Date.now();
      const info = await session.call<Channel | MyChannel>(`/channels/${state.id}`);
      channels.describe(info, askedAt);
      if (info.kind === 'thread') state.becomeFollower('role' in info);
    };
    this.#looks.set(state, look);
    const isWanted = (): boolean => state.followed && connection.link === link && this.#looks.get(state) === look;
    const error = await insist(look, isWanted);
    if (!error) return;
    state.error = error;
    state.changed();
  }

  async #describeAll(link: Link): Promise<void> {
    const { session, connection, channels } = this.#parts;
    const isWanted = (): boolean => connection.link === link;
    await insist(async () => {
      const askedAt = Date.now();
      const list = await allChannels(session);
      if (isWanted()) for (const channel of list) if (channels.find(channel.id)?.member) this.#joined(channel, askedAt);
    }, isWanted);
  }

  #leaveAllBut(mine: ReadonlySet<string>, askedAt: number): void {
    for (const state of this.#parts.channels.all()) {
      if (state.member && state.enteredAt <= askedAt && !mine.has(state.id)) this.#leave(state);
    }
  }

  #leave(state: ChannelState): void {
    const { channels, catchUp, connection } = this.#parts;
    catchUp.drop(state.id);
    connection.link?.unfollow(state.id);
    channels.forget(state);
  }

  #resync(): void {
    for (const { id } of this.#parts.channels.followed()) this.#parts.catchUp.need(id);
    this.#parts.inbox.refresh();
  }
}

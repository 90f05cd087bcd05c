import { Channel, type ChannelDesk } from './channel.js';
import type { ChannelSnapshot } from './channel-snapshot.js';
import { ChannelState, type SavedChannel, savedChannel } from './channel-state.js';
import type { Change, Channel as ChannelInfo, MyChannel } from './contract.js';
import type { Keeper } from './keeper.js';
import { View } from './observable.js';

const PREFIX = 'channel:';

/** A line of the list of channels, or of threads. */
export type ChannelSummary = Pick<ChannelSnapshot, 'id' | 'info' | 'seq' | 'readSeq' | 'unread' | 'mentionCount'>;

export interface ChannelsOptions {
  keeper: Keeper;
  desk: ChannelDesk;
  /** How many messages of an open channel are held, and how many of them kept for a later client. */
  windowSize: number;
  keptMessages: number;
}

/** All channels that are known, each once. */
export class Channels {
  /** Those of the user. */
  readonly list: View<readonly ChannelSummary[]>;
  /** The threads that they follow, as far as is known. */
  readonly threads: View<readonly ChannelSummary[]>;
  readonly #options: ChannelsOptions;
  readonly #states = new Map<string, ChannelState>();
  readonly #channels = new Map<string, Channel>();
  #doubtful: (state: ChannelState) => void = () => undefined;

  constructor(options: ChannelsOptions) {
    this.#options = options;
    this.list = new View(() => this.all().flatMap((state) => (state.member ? [summaryOf(state)] : [])));
    this.threads = new View(() => this.all().flatMap((state) => (state.follower ? [summaryOf(state)] : [])));
  }

  restore(entries: ReadonlyMap<string, unknown>): void {
    for (const [key, value] of entries) {
      if (key.startsWith(PREFIX)) for (const saved of savedChannel(value)) this.#restoreOne(saved);
    }
    this.#changed();
  }

  all(): ChannelState[] {
    return [...this.#states.values()];
  }

  followed(): ChannelState[] {
    return this.all().filter(({ followed }) => followed);
  }

  /** Who hears of those whose mentions the server has to count. */
  onDoubt(listener: (state: ChannelState) => void): void {
    this.#doubtful = listener;
  }

  find(id: string): ChannelState | undefined {
    return this.#states.get(id);
  }

  get(id: string): ChannelState {
    return this.#states.get(id) ?? this.#add(new ChannelState(id, this.#options.windowSize));
  }

  channel(id: string): Channel {
    let channel = this.#channels.get(id);
    if (!channel) this.#channels.set(id, (channel = new Channel(this.get(id), this.#options.desk)));
    return channel;
  }

  /** Name, topic and the like, and the counts where they are the user's own. An answer may be older than what came meanwhile. */
  describe(info: ChannelInfo | MyChannel, askedAt = 0): ChannelState {
    const state = this.get(info.id);
    const knownAt = askedAt || Date.now();
    // What anyone sees of a channel does not take away what its member knows of it.
    state.info = knownAt < state.knownAt ? { ...info, ...state.info } : { ...state.info, ...info };
    state.knownAt = Math.max(state.knownAt, knownAt);
    if ('readSeq' in info) state.head(info, askedAt);
    state.changed();
    return state;
  }

  silenced(id: string, silencedUntil: string | null): void {
    const state = this.#states.get(id);
    if (!state?.info || !('role' in state.info)) return;
    state.info = { ...state.info, silencedUntil };
    state.changed();
  }

  /** To be kept for a later client: as it is when it is written. */
  mark(state: ChannelState): void {
    this.#options.keeper.mark(PREFIX + state.id, () => state.saved(this.#options.keptMessages));
  }

  forget(state: ChannelState): void {
    state.leave();
    this.mark(state);
  }

  /** Nobody is signed in any more. */
  clear(): void {
    for (const state of this.#states.values()) {
      state.info = null;
      this.forget(state);
    }
  }

  #restoreOne(saved: SavedChannel): void {
    const state = this.#add(new ChannelState(saved.id, this.#options.windowSize, saved));
    const isMine = saved.info !== null && 'role' in saved.info;
    if (saved.info?.kind === 'thread') state.follower = isMine;
    else state.member = isMine;
  }

  #add(state: ChannelState): ChannelState {
    this.#states.set(state.id, state);
    state.onChange(() => this.#changed());
    state.onDoubt(() => this.#doubtful(state));
    return state;
  }

  #changed(): void {
    this.list.changed();
    this.threads.changed();
  }
}

const summaryOf = ({ id, info, seq, readSeq, unread, mentionCount }: ChannelState): ChannelSummary => ({
  id,
  info,
  seq,
  readSeq,
  unread,
  mentionCount,
});

/** What was applied to a channel's copy, in the order of its log. */
export interface Applied {
  readonly channelId: string;
  /** The changes begin a new copy: what was there before is void. */
  readonly reset: boolean;
  readonly changes: readonly Change[];
  /** The cursor, now that they are applied. */
  readonly rev: number;
}

import type { ChannelState } from './channel-state.js';
import { isBarred, isFinal, toClientError } from './client-error.js';
import type { ReadState } from './contract.js';

/** Somebody who scrolls reads many messages: the server is told where they got to. */
const COALESCE_MS = 200;
const RETRY_MS = 2_000;

export interface ReadMarkersOptions {
  read: (input: { channelId: string; seq: number }) => Promise<ReadState>;
  /** The marker moved: it is to be kept. */
  changed: (state: ChannelState) => void;
}

/** Tells the server how far channels were read: the last place of each, as soon as there is a connection. */
export class ReadMarkers {
  readonly #options: ReadMarkersOptions;
  readonly #due = new Set<ChannelState>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #telling = false;
  #connected = false;

  constructor(options: ReadMarkersOptions) {
    this.#options = options;
  }

  mark(state: ChannelState, seq: number): void {
    const target = Math.min(seq, state.seq);
    if (!state.isCounted || target <= state.readSeq) return;
    state.readTarget = target;
    state.changed();
    this.#options.changed(state);
    this.#due.add(state);
    this.#later(COALESCE_MS);
  }

  /** A marker that an earlier client could not tell. */
  restore(state: ChannelState): void {
    if (state.readTarget > 0) this.#due.add(state);
  }

  connected(isConnected: boolean): void {
    this.#connected = isConnected;
    if (isConnected) this.#later(0);
    else clearTimeout(this.#timer);
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#connected && this.#due.size > 0) this.#timer = setTimeout(() => void this.#tell(), ms);
  }

  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    let wait = 0;
    for (const state of this.#due) if (!(await this.#tellOne(state))) wait = RETRY_MS;
    this.#telling = false;
    this.#later(wait);
  }

  /** Answers false where it has to be told again. */
  async #tellOne(state: ChannelState): Promise<boolean> {
    const seq = state.readTarget;
    try {
      if (seq > 0) state.read(await this.#options.read({ channelId: state.id, seq }));
    } catch (error) {
      const failure = toClientError(error);
      if (!isFinal(failure)) return false;
      state.readTarget = 0;
      // Without a socket nobody is told that they stopped following a thread on another device.
      if (state.follower && isBarred(failure)) state.becomeFollower(false);
    }
    if (state.readTarget <= seq) this.#due.delete(state);
    this.#options.changed(state);
    return true;
  }
}

import type { Channels } from './channels.js';
import type { ChannelState } from './channel-state.js';
import { isFinal, toClientError } from './client-error.js';
import type { Connection } from './connection.js';
import type { Channel, MyChannel } from './contract.js';
import type { Session } from './session.js';

/** Many may be in doubt at the same time of what was lost on the way to all of them. */
const SPREAD_MS = 1_000;
const COALESCE_MS = 200;
const RETRY_MS = 5_000;

export interface RecountParts {
  session: Pick<Session, 'call'>;
  channels: Pick<Channels, 'describe'>;
  connection: Pick<Connection, 'link'>;
}

/** Asks the server for the counts of channels where what came does not tell them. */
export class Recounts {
  readonly #parts: RecountParts;
  readonly #due = new Set<ChannelState>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(parts: RecountParts) {
    this.#parts = parts;
  }

  need(state: ChannelState): void {
    this.#due.add(state);
    this.#later(COALESCE_MS + Math.random() * SPREAD_MS);
  }

  #later(ms: number): void {
    if (this.#timer === null) this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    let failed = false;
    for (const state of this.#due) {
      this.#due.delete(state);
      // The next connection begins with all counts.
      if (!this.#parts.connection.link || !state.isCounted) continue;
      if (await this.#askOne(state)) continue;
      failed = true;
      this.#due.add(state);
      break;
    }
    this.#timer = null;
    if (this.#due.size > 0) this.#later(failed ? RETRY_MS : COALESCE_MS);
  }

  /** Answers false where it has to be asked again. */
  async #askOne(state: ChannelState): Promise<boolean> {
    const askedAt = Date.now();
    try {
      const info = await this.#parts.session.call<Channel | MyChannel>(`/channels/${state.id}`);
      if (state.isCounted) this.#parts.channels.describe(info, askedAt);
      return true;
    } catch (error) {
      return isFinal(toClientError(error));
    }
  }
}

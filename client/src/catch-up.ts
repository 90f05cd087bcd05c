import { backOff } from './back-off.js';
import { isBarred, toClientError } from './client-error.js';
import type { AckError, RequestInputs, RequestOutputs, SyncedChannel } from './contract.js';

const MAX_CHANNELS = 100;
const RETRY_MS = 200;
const MAX_RETRY_MS = 5_000;
/** Beyond the end of every log: the answer is the newest page, to start a copy from. */
const NOWHERE = 2_147_483_647;

export interface CatchUpOptions {
  sync: (input: RequestInputs['channel:sync']) => Promise<RequestOutputs['channel:sync']>;
  /** Null where there is no copy of the channel yet. */
  cursorOf: (channelId: string) => number | null;
  /** Answers whether the channel is still behind. */
  fill: (page: SyncedChannel) => boolean;
  /** The channel may not be read. */
  refused: (channelId: string, error: AckError) => void;
  /** Nothing is missing any more. */
  done: () => void;
}

/** Fetches what channels are behind by, many in one request, until none is. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #behind = new Set<string>();
  /** Since the last request: its answer says nothing of them any more. */
  readonly #dropped = new Set<string>();
  #failures = 0;
  /** Grows with each connection; what an older one began ends of itself. */
  #round = 0;
  #running = false;
  #connected = false;
  #wake: (() => void) | null = null;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  need(channelId: string): void {
    this.#behind.add(channelId);
    void this.#run();
  }

  drop(channelId: string): void {
    this.#behind.delete(channelId);
    this.#dropped.add(channelId);
  }

  /** There is a connection, another than before; `done` follows, at once where nothing is behind. */
  connected(): void {
    this.#connected = true;
    this.#round++;
    this.#failures = 0;
    this.#wake?.();
    if (!this.#running) void this.#run();
  }

  disconnected(): void {
    this.#connected = false;
    this.#round++;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    if (this.#running || !this.#connected) return;
    this.#running = true;
    while (this.#connected && this.#behind.size > 0) {
      if (await this.#once(this.#round)) this.#failures = 0;
      else await this.#pause();
    }
    this.#running = false;
    if (this.#connected) this.#options.done();
  }

  /** Answers false where the same should not be asked again at once. */
  async #once(round: number): Promise<boolean> {
    this.#dropped.clear();
    const asked = [...this.#behind].slice(0, MAX_CHANNELS);
    const cursors = Object.fromEntries(asked.map((id) => [id, this.#options.cursorOf(id) ?? NOWHERE]));
    try {
      const { channels } = await this.#options.sync({ cursors });
      const moved = channels.map((answer) =>
        'error' in answer ? this.#onRefusal(answer.channelId, answer.error) : this.#onPage(answer, cursors),
      );
      return moved.every(Boolean);
    } catch (error) {
      // A new connection asks at once.
      return round !== this.#round && toClientError(error).code === 'offline';
    }
  }

  #onPage(page: SyncedChannel, asked: Record<string, number>): boolean {
    const behind = this.#options.fill(page);
    if (!behind && !page.more) this.#behind.delete(page.channelId);
    // What is held may be ahead of the instance that was asked: it needs a moment.
    return page.more || !behind || page.reset || page.rev > (asked[page.channelId] ?? 0);
  }

  #onRefusal(channelId: string, error: AckError): boolean {
    if (this.#dropped.has(channelId)) return true;
    if (!isBarred(error)) return false;
    this.#behind.delete(channelId);
    this.#options.refused(channelId, error);
    return true;
  }

  #pause(): Promise<void> {
    const ms = backOff(this.#failures++, RETRY_MS, MAX_RETRY_MS);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

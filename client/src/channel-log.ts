import type { Change, ChannelChanges, SyncedChannel } from './contract.js';

/** Changes that may wait for a gap to close; what comes beyond is asked for again. */
const MAX_HELD = 1_000;

/** What has become due, in the order of the log. `reset`: it takes the place of all that was there. */
export interface Due {
  reset: boolean;
  changes: Change[];
}

/**
 * A reader's place in one log, and the rules by which it moves: what follows is applied, what was applied is skipped, and
 * what leaves a gap waits until the gap is closed.
 */
export class ChannelLog {
  #cursor: number | null;
  #held: ChannelChanges[] = [];
  /** The newest rev that is known to exist. */
  #known = 0;
  /** Something came that this cursor cannot explain: only a sync can tell. */
  #doubt = false;

  constructor(cursor: number | null = null) {
    this.#cursor = cursor;
  }

  /** The last rev that was applied; null where there is no copy yet. */
  get cursor(): number | null {
    return this.#cursor;
  }

  /** Whether there is something that did not come by itself. */
  get behind(): boolean {
    return this.#doubt || this.#cursor === null || this.#known > this.#cursor;
  }

  /** A run of the log, as it came. */
  receive(run: ChannelChanges): Due {
    this.#known = Math.max(this.#known, run.rev);
    if (this.#cursor !== null && run.since <= this.#cursor) return { reset: false, changes: this.#take(run) };
    this.#hold(run);
    return { reset: false, changes: [] };
  }

  /** The answer of a sync that was asked from the cursor. */
  fill(page: SyncedChannel): Due {
    if (page.reset) return this.#restart(page);
    // The cursor was moved back since it was asked: the answer leaves a gap.
    if (this.#cursor === null || page.since > this.#cursor) return { reset: false, changes: [] };
    this.#doubt = false;
    return { reset: false, changes: [...this.#take(page), ...this.#release()] };
  }

  /** The log has got so far, as is known from elsewhere. A head before the cursor may be one of another log. */
  head(rev: number): void {
    if (this.#cursor !== null && rev < this.#cursor) this.#doubt = true;
    this.#known = Math.max(this.#known, rev);
  }

  /** The copy is given up: the next answer starts it anew. */
  forget(): void {
    this.#cursor = null;
    this.#held = [];
    this.#known = 0;
  }

  #restart({ changes, rev }: SyncedChannel): Due {
    this.#cursor = rev;
    this.#known = rev;
    this.#doubt = false;
    const following = this.#release();
    // What does not follow on the page may be of the log that was: whether it is of this one, a sync will tell.
    this.#doubt ||= this.#held.length > 0;
    this.#held = [];
    this.#known = this.#cursor;
    return { reset: true, changes: [...changes, ...following] };
  }

  #take({ changes, rev }: ChannelChanges): Change[] {
    const cursor = this.#cursor ?? 0;
    this.#cursor = Math.max(cursor, rev);
    this.#known = Math.max(this.#known, rev);
    return changes.filter((change) => change.rev > cursor);
  }

  #hold(run: ChannelChanges): void {
    const held = this.#held.reduce((sum, { changes }) => sum + changes.length, 0);
    if (held + run.changes.length <= MAX_HELD) this.#held.push(run);
    else this.#doubt = true;
  }

  #release(): Change[] {
    const held = this.#held.toSorted((a, b) => a.since - b.since);
    this.#held = [];
    return held.flatMap((run) => {
      if (run.since <= (this.#cursor ?? 0)) return this.#take(run);
      this.#held.push(run);
      return [];
    });
  }
}

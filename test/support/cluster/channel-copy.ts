import { now } from './clock.js';
import type { AppliedFact } from './facts.js';
import type { ChangesFrame, SyncPage } from './wire.js';

/** A client's copy of one channel: the three cursor rules of the protocol, and a record of what they did. */
export class ChannelCopy {
  cursor = 0;
  gaps = 0;
  resets = 0;
  readonly applied: AppliedFact[] = [];
  private held: ChangesFrame[] = [];

  /** Answers false where the frame leaves a gap: it is held, and the channel has to be synced. */
  receive(frame: ChangesFrame): boolean {
    if (frame.since > this.cursor) {
      if (this.held.length === 0) this.gaps++;
      this.held.push(frame);
      return false;
    }
    this.apply(frame, false);
    return true;
  }

  /** Answers false where frames are still held after the page: there is more to sync. */
  fill(page: SyncPage): boolean {
    if (page.reset) {
      this.resets++;
      this.cursor = 0;
    }
    this.apply(page, page.reset);
    const held = this.held.toSorted((a, b) => a.since - b.since);
    this.held = [];
    for (const frame of held) {
      if (frame.since > this.cursor) this.held.push(frame);
      else this.apply(frame, false);
    }
    return this.held.length === 0;
  }

  private apply({ changes, rev }: ChangesFrame, reset: boolean): void {
    const at = now();
    let first = reset;
    for (const change of changes) {
      if (change.rev <= this.cursor) continue;
      this.applied.push({ ...change, at, reset: first });
      first = false;
      this.cursor = change.rev;
    }
    this.cursor = Math.max(this.cursor, rev);
  }
}

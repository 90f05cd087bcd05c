import type { Change, ChannelChanges, Message, SyncedChannel } from '../../src/contract/messages.js';

/** Asks the server for what comes after a cursor. */
export type Sync = (rev: number) => Promise<SyncedChannel>;

/** A client's copy of one channel, kept by the rules of the protocol for live changes, and by nothing else. */
export class ChannelCopy {
  readonly messages = new Map<number, Message>();
  cursor = 0;
  syncs = 0;

  constructor(private readonly sync: Sync) {}

  async receive(frame: ChannelChanges): Promise<void> {
    // A gap is filled before the event is looked at again.
    while (frame.since > this.cursor) await this.catchUp();
    if (frame.rev <= this.cursor) return;
    this.apply(frame.changes.filter(({ rev }) => rev > this.cursor));
    this.cursor = frame.rev;
  }

  /** Until there is no more. */
  async catchUp(): Promise<void> {
    for (;;) {
      this.syncs++;
      const answer = await this.sync(this.cursor);
      if (answer.reset) this.messages.clear();
      this.apply(answer.changes);
      this.cursor = answer.rev;
      if (!answer.more) return;
    }
  }

  /** In `seq` order. */
  list(): Message[] {
    return [...this.messages.values()].toSorted((a, b) => a.seq - b.seq);
  }

  private apply(changes: Change[]): void {
    for (const { message } of changes) this.messages.set(message.seq, message);
  }
}

/** Cuts frames into frames of one change or more: any split of a log is the same log. */
export function split(frames: ChannelChanges[], sizes: number[]): ChannelChanges[] {
  const pieces: ChannelChanges[] = [];
  let next = 0;
  for (const { channelId, since, changes, rev } of frames) {
    let from = since;
    for (let start = 0; start < changes.length;) {
      const size = Math.max(1, sizes[next++ % Math.max(1, sizes.length)] ?? 1);
      const part = changes.slice(start, start + size);
      start += size;
      const to = start >= changes.length ? rev : (part.at(-1)?.rev ?? rev);
      pieces.push({ channelId, since: from, rev: to, changes: part });
      from = to;
    }
  }
  return pieces;
}

/** When a run of a channel's log was committed. */
interface Stamp {
  channelId: string;
  since: number;
  rev: number;
  /** Milliseconds since 1970. */
  committedAt: number;
}

const MAX_STAMPS = 4096;
/** Later than this a report says more of its client than of the delivery. */
const MAX_AGE_MS = 60_000;

/** The commits of the newest runs that were sent here, for clients that report when they had them. */
export class CommitStamps {
  /** The newest last. */
  private readonly byChannel = new Map<string, Stamp[]>();
  private readonly ring: Stamp[] = [];
  private next = 0;

  constructor(private readonly capacity = MAX_STAMPS) {}

  keep(stamp: Stamp): void {
    this.forget(this.ring[this.next]);
    this.ring[this.next] = stamp;
    this.next = (this.next + 1) % this.capacity;
    const stamps = this.byChannel.get(stamp.channelId);
    if (stamps) stamps.push(stamp);
    else this.byChannel.set(stamp.channelId, [stamp]);
  }

  /** Null where the change was not sent here, or too long ago. */
  find(channelId: string, rev: number, now: number): number | null {
    const stamp = this.byChannel.get(channelId)?.findLast((run) => run.since < rev && rev <= run.rev);
    return stamp && now - stamp.committedAt <= MAX_AGE_MS ? stamp.committedAt : null;
  }

  /** What the ring drops is the oldest of its channel. */
  private forget(stamp: Stamp | undefined): void {
    if (!stamp) return;
    const stamps = this.byChannel.get(stamp.channelId);
    stamps?.shift();
    if (stamps?.length === 0) this.byChannel.delete(stamp.channelId);
  }
}

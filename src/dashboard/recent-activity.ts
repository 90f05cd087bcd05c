const SECOND_MS = 1000;
const SPAN_SECONDS = 60;
/** More channels than these at once are counted together with no name. */
const MAX_CHANNELS = 20_000;

interface Second {
  number: number;
  counts: Map<string, number>;
}

/** New messages of the last minute by channel. Memory is bounded by what a minute brings, and by a number of channels. */
export class RecentActivity {
  private readonly totals = new Map<string, number>();
  private seconds: Second[] = [];

  constructor(private readonly clock: () => number) {}

  add(channelId: string, messages: number): void {
    const { counts } = this.present();
    if (!this.totals.has(channelId) && this.totals.size >= MAX_CHANNELS) return;
    this.totals.set(channelId, (this.totals.get(channelId) ?? 0) + messages);
    counts.set(channelId, (counts.get(channelId) ?? 0) + messages);
  }

  /** How many channels have a new message. */
  get active(): number {
    this.expire();
    return this.totals.size;
  }

  of(channelId: string): number {
    this.expire();
    return this.totals.get(channelId) ?? 0;
  }

  /** Those with the most, the liveliest first. */
  top(count: number): { channelId: string; messages: number }[] {
    this.expire();
    const best: { channelId: string; messages: number }[] = [];
    for (const [channelId, messages] of this.totals) {
      if (best.length === count && messages <= (best.at(-1)?.messages ?? 0)) continue;
      const place = best.findIndex((other) => other.messages < messages);
      best.splice(place === -1 ? best.length : place, 0, { channelId, messages });
      if (best.length > count) best.pop();
    }
    return best;
  }

  private present(): Second {
    this.expire();
    const number = this.now();
    const last = this.seconds.at(-1);
    if (last?.number === number) return last;
    const next = { number, counts: new Map<string, number>() };
    this.seconds.push(next);
    return next;
  }

  private expire(): void {
    const oldest = this.now() - SPAN_SECONDS;
    while (this.seconds[0] && this.seconds[0].number <= oldest) {
      for (const [channelId, count] of this.seconds.shift()?.counts ?? []) this.subtract(channelId, count);
    }
  }

  private subtract(channelId: string, count: number): void {
    const left = (this.totals.get(channelId) ?? 0) - count;
    if (left > 0) this.totals.set(channelId, left);
    else this.totals.delete(channelId);
  }

  private now(): number {
    return Math.floor(this.clock() / SECOND_MS);
  }
}

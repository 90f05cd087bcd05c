import type { ChannelChanges, RequestInputs } from './contract.js';

/** Once in so long, at random around it: enough for the server to know how soon its messages arrive. */
const EVERY_MS = 15_000;

/** Tells the server now and then how long a new message was here. */
export class DeliverySampler {
  readonly #report: (input: RequestInputs['delivery:report']) => Promise<unknown>;
  #nextAt = 0;

  constructor(report: (input: RequestInputs['delivery:report']) => Promise<unknown>) {
    this.#report = report;
  }

  /** A run came live, at this moment. */
  arrived({ channelId, rev, changes }: ChannelChanges): void {
    const arrivedAt = Date.now();
    if (arrivedAt < this.#nextAt || changes.at(-1)?.kind !== 'created') return;
    this.#nextAt = arrivedAt + EVERY_MS * (0.5 + Math.random());
    // After whatever the application does with it, the time of which is not the delivery's.
    setTimeout(() => {
      this.#report({ channelId, rev, waitedMs: Math.min(60_000, Date.now() - arrivedAt) }).catch(() => undefined);
    });
  }
}

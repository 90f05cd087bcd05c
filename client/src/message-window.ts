import type { Message } from './contract.js';

/**
 * The stretch of a channel's messages that is loaded: from `floor` on, up to the newest, or to `ceiling` where somebody
 * went back to an old place. What lies outside is left to be loaded; what lies inside is kept up to date.
 */
export class MessageWindow {
  readonly #max: number;
  #messages: Message[] = [];
  #floor = 1;
  #ceiling: number | null = null;
  /** Where somebody reads; null where nobody does, or at the newest end. */
  #place: number | null = null;

  /** `max`: how many messages are held while it grows at its newest end, or around the place where somebody reads. */
  constructor(max: number) {
    this.#max = max;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  get hasOlder(): boolean {
    return this.#floor > 1;
  }

  get hasNewer(): boolean {
    return this.#ceiling !== null;
  }

  /** The first and the last place that it covers. */
  get floor(): number {
    return this.#floor;
  }

  get ceiling(): number {
    return this.#ceiling ?? this.#messages.at(-1)?.seq ?? this.#floor - 1;
  }

  /** Somebody reads there from now on: what is far from it goes when more is loaded. Null: at the newest end. */
  lookAt(seq: number | null): void {
    this.#place = seq;
  }

  /** Everything that was there goes; these are the newest messages of the channel, in whatever order. */
  restart(messages: readonly Message[], floor?: number): void {
    this.#messages = messages.toSorted(bySeq);
    this.#floor = floor ?? this.#messages[0]?.seq ?? 1;
    this.#ceiling = null;
  }

  /** Messages as they are after some changes of the log. */
  apply(messages: readonly Message[]): void {
    const inside = messages.filter(({ seq }) => seq >= this.#floor && (this.#ceiling === null || seq <= this.#ceiling));
    if (inside.length === 0) return;
    this.#put(inside);
    if (this.#ceiling === null) this.#trim();
  }

  /** A page of what comes right before the floor. */
  prepend(page: readonly Message[], atStart: boolean): void {
    this.#put(page);
    this.#floor = atStart ? 1 : Math.min(this.#floor, page[0]?.seq ?? 1);
    if (this.#place !== null) this.#trim();
  }

  /** A page of what comes right after the ceiling; `newest` is the channel's last place as far as is known. */
  append(page: readonly Message[], newest: number): void {
    this.#put(page);
    const last = Math.max(this.ceiling, page.at(-1)?.seq ?? 0);
    this.#ceiling = last >= newest ? null : last;
    if (this.#place !== null) this.#trim();
  }

  /** A page from anywhere, in place of what was there unless the two touch. */
  around(page: readonly Message[], newest: number): void {
    const [first, last] = [page[0]?.seq ?? 1, page.at(-1)?.seq ?? 0];
    if (first > this.ceiling + 1 || last < this.#floor - 1) {
      this.#messages = [];
      this.#floor = first;
      this.#ceiling = last;
    }
    this.#floor = Math.min(this.#floor, first);
    if (this.#ceiling === null) this.#put(page);
    else this.append(page, newest);
  }

  /** Lets go of what is too much: the oldest, or what is farthest from where somebody reads. */
  #trim(): void {
    const excess = this.#messages.length - this.#max;
    if (excess <= 0) return;
    const place = this.#place;
    const before = place === null ? Infinity : this.#messages.findIndex(({ seq }) => seq >= place);
    const oldest = Math.min(excess, Math.max(0, before - Math.floor(this.#max / 2)));
    const end = this.#messages.length - (excess - oldest);
    const isCut = end < this.#messages.length;
    this.#messages = this.#messages.slice(oldest, end);
    if (oldest > 0) this.#floor = this.#messages[0]?.seq ?? this.#floor;
    if (isCut) this.#ceiling = this.#messages.at(-1)?.seq ?? this.#ceiling;
  }

  /** Of two states of a message the one with the greater rev is the newer. */
  #put(messages: readonly Message[]): void {
    const bySequence = new Map(this.#messages.map((message) => [message.seq, message]));
    const last = this.#messages.at(-1)?.seq ?? 0;
    let sorted = true;
    let end = last;
    for (const message of messages) {
      const known = bySequence.get(message.seq);
      if (known && known.rev >= message.rev) continue;
      bySequence.set(message.seq, message);
      if (known) continue;
      if (message.seq < end) sorted = false;
      end = message.seq;
    }
    this.#messages = sorted ? [...bySequence.values()] : [...bySequence.values()].toSorted(bySeq);
  }
}

const bySeq = (a: Message, b: Message): number => a.seq - b.seq;

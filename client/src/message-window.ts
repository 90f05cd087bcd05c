import type { Message, MessagePage } from './contract.js';

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
  /** Of each page that is on its way, what changed meanwhile: it may not know. */
  readonly #awaited = new Set<Message[]>();

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
    this.#awaited.clear();
    const sorted = messages.toSorted(bySeq);
    // What changed after the page was read may lie far before it.
    this.#messages = sorted.slice(sorted.findLastIndex(({ seq }, i) => sorted[i - 1]?.seq !== seq - 1));
    this.#floor = floor ?? this.#messages[0]?.seq ?? 1;
    this.#ceiling = null;
  }

  /** Takes in a page, unless everything began anew since it was asked for: it may be older than that, and false is answered. */
  async load(asked: Promise<MessagePage>, take: (page: readonly Message[]) => void): Promise<boolean> {
    const meanwhile: Message[] = [];
    this.#awaited.add(meanwhile);
    try {
      const { items } = await asked;
      if (!this.#awaited.has(meanwhile)) return false;
      take(items);
    } finally {
      this.#awaited.delete(meanwhile);
    }
    this.#update(meanwhile);
    return true;
  }

  /** Messages as they are after some changes of the log. */
  apply(messages: readonly Message[]): void {
    for (const meanwhile of this.#awaited) meanwhile.push(...messages);
    this.#update(messages);
  }

  /**
   * A page that touches what is there, which may have moved away since it was asked for; a jump takes its place then.
   * `newest` is the channel's last place as far as is known.
   */
  merge(page: readonly Message[], newest: number, isJump = false): void {
    const [first, last] = [page[0]?.seq, page.at(-1)?.seq];
    if (first === undefined || last === undefined) return;
    if (first > this.ceiling + 1 || last < this.#floor - 1) {
      if (!isJump) return;
      this.#messages = [];
      this.#floor = first;
      this.#ceiling = last;
    }
    this.#put(page);
    this.#floor = Math.min(this.#floor, first);
    if (this.#ceiling !== null) {
      const ceiling = Math.max(this.#ceiling, last);
      this.#ceiling = ceiling >= newest ? null : ceiling;
    }
    if (this.#place !== null) this.#trim();
  }

  #update(messages: readonly Message[]): void {
    const inside = messages.filter(({ seq }) => seq >= this.#floor && (this.#ceiling === null || seq <= this.#ceiling));
    if (inside.length === 0) return;
    this.#put(inside);
    if (this.#ceiling === null) this.#trim();
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

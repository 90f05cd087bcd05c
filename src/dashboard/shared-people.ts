const BITS = 32;

/**
 * Who of some people is in which channels. They stand for their places in one list, and in large channels for bits: a union
 * is a few hundred steps, however many are in them.
 */
export class SharedPeople {
  private readonly channels = new Map<string, { count: number; people: readonly number[] | Uint32Array }>();
  private readonly words: number;

  constructor(size: number) {
    this.words = Math.ceil(size / BITS);
  }

  has(channelId: string): boolean {
    return this.channels.has(channelId);
  }

  /** Each place once. */
  set(channelId: string, places: readonly number[]): void {
    const people = places.length < this.words ? places : merge(new Uint32Array(this.words), places);
    this.channels.set(channelId, { count: places.length, people });
  }

  /** How many of them are in the channel. */
  count(channelId: string): number {
    return this.channels.get(channelId)?.count ?? 0;
  }

  /** How many of them are in one or another of the channels. */
  distinct(channelIds: readonly string[]): number {
    const all = new Uint32Array(this.words);
    for (const channelId of channelIds) merge(all, this.channels.get(channelId)?.people ?? []);
    let sum = 0;
    for (const word of all) sum += ones(word);
    return sum;
  }
}

function merge(all: Uint32Array, people: readonly number[] | Uint32Array): Uint32Array {
  if (people instanceof Uint32Array) {
    for (let i = 0; i < all.length; i++) all[i] = (all[i] as number) | (people[i] as number);
  } else {
    for (const place of people) {
      const word = Math.floor(place / BITS);
      all[word] = (all[word] as number) | (1 << (place % BITS));
    }
  }
  return all;
}

/** Bits that are set: https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel */
function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

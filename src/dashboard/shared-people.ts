const BITS = 32;

/** Sets of people as bits: a union of large channels is a few hundred steps, however many are in them. */
class PeopleBits {
  private readonly places = new Map<string, number>();

  constructor(channels: Iterable<readonly string[]>) {
    for (const people of channels)
      for (const id of people) if (!this.places.has(id)) this.places.set(id, this.places.size);
  }

  empty(): Uint32Array {
    return new Uint32Array(Math.ceil(this.places.size / BITS));
  }

  of(people: readonly string[]): Uint32Array {
    const bits = this.empty();
    for (const id of people) {
      const place = this.places.get(id) ?? 0;
      const word = Math.floor(place / BITS);
      bits[word] = (bits[word] ?? 0) | (1 << (place % BITS));
    }
    return bits;
  }
}

/** Of each of the users, in how many distinct people the channels that they are in meet. */
export function countPeople(
  channelsOf: ReadonlyMap<string, readonly string[]>,
  peopleIn: ReadonlyMap<string, readonly string[]>,
): Map<string, number> {
  const people = new PeopleBits(peopleIn.values());
  const bits = new Map([...peopleIn].map(([channelId, ids]) => [channelId, people.of(ids)]));
  const all = people.empty();
  const count = (channelIds: readonly string[]): number => {
    all.fill(0);
    for (const channelId of channelIds) merge(all, bits.get(channelId));
    let sum = 0;
    for (const word of all) sum += ones(word);
    return sum;
  };
  return new Map([...channelsOf].map(([userId, channelIds]) => [userId, count(channelIds)]));
}

function merge(all: Uint32Array, some: Uint32Array | undefined): void {
  if (!some) return;
  for (let i = 0; i < all.length; i++) all[i] = (all[i] as number) | (some[i] as number);
}

/** Bits that are set: https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel */
function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

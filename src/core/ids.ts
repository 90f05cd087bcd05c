import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const RANDOM_BYTES = 16;
const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes come from the kernel a page at a time: asking for each id costs more than making it. */
function randomBytes(): Buffer {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}

let msecs = 0;
let seq = 0;

/**
 * A UUID version 7 (RFC 9562): ids of one process sort by the order of their making, unless its clock is set back.
 * Within a millisecond they count on from a random number in the lower half of what fits (section 6.2, method 1).
 */
export function newId(): string {
  const random = randomBytes();
  const now = Date.now();
  seq = now === msecs ? seq + 1 : random.readUInt32BE() >>> 1;
  msecs = now;
  return v7({ random, msecs, seq });
}

/** No id that was made at this time or later is smaller. */
export function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

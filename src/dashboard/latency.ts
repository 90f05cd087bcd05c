import type { Percentiles } from '../contract/dashboard.js';
import type { Counts } from './counts.js';

/** Seconds, and how many took longer than `from` and no longer than `to`. */
interface Bucket {
  from: number;
  to: number;
  count: number;
}

const MILLISECONDS = 1000;
const HUNDREDTHS = 100;

/** The name of a bucket holds both of its bounds, in seconds: an empty one beside it may be left out. */
export const bucketName = (from: number, to: number): string => `${from}..${to}`;

/**
 * From buckets by name. Those of other bounds may be among them: in the middle of an upgrade an instance of another
 * release has such.
 */
export function percentilesOf(counts: Counts): Percentiles | null {
  const buckets = Object.entries(counts)
    .map(([name, count]) => ({ ...boundsOf(name), count }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => a.to - b.to || a.from - b.from);
  const all = buckets.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  const at = (share: number) => toMilliseconds(estimate(buckets, share * all));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function boundsOf(name: string): { from: number; to: number } {
  const [from, to] = name.split('..').map(Number);
  return { from: from ?? 0, to: to ?? Infinity };
}

/** Values are taken to be spread evenly within their bucket; beyond the last bound, that bound is all that is known. */
function estimate(buckets: Bucket[], rank: number): number {
  let below = 0;
  let reached = 0;
  for (const bucket of buckets) {
    const { to, count } = bucket;
    // Of buckets that overlap, the later one begins where the one before it ends.
    const from = Math.max(bucket.from, reached);
    if (below + count >= rank) return to === Infinity ? from : from + (to - from) * ((rank - below) / count);
    below += count;
    reached = to;
  }
  return reached;
}

/** Estimates are no better than their buckets are narrow: more digits would say that they were. */
const toMilliseconds = (seconds: number): number => Math.round(seconds * MILLISECONDS * HUNDREDTHS) / HUNDREDTHS;

import type { AdministratorDashboard } from '../../../src/contract/dashboard.js';

export const KEPT_MS = 5 * 60_000;
/** What comes later than this after the one before was missed, and is a gap. */
const GAP_MS = 5_000;

/** What the live charts show of one moment; null where nothing was measured, or nobody was there to hear of it. */
export interface Sample {
  at: number;
  accepted: number | null;
  delivered: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  sockets: number | null;
  streams: number | null;
}

const NOTHING = { accepted: null, delivered: null, p50: null, p95: null, p99: null, sockets: null, streams: null };

export function sampleOf({ at, messages, latency, sockets, streams }: AdministratorDashboard): Sample {
  return {
    ...NOTHING,
    ...latency.server,
    at: Date.parse(at),
    accepted: messages.accepted.perSecond,
    delivered: messages.delivered.perSecond,
    sockets: sockets.total,
    streams: streams.total,
  };
}

/** The samples of the last minutes with one more, which must be newer. Where some were missed, a gap is between them. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && last.at >= sample.at) return samples;
  const kept = samples.filter(({ at }) => at > sample.at - KEPT_MS);
  return last && sample.at - last.at > GAP_MS ? [...kept, { ...NOTHING, at: last.at + 1 }, sample] : [...kept, sample];
}

/** One of each `stepMs`, the newest first: what a table can show of them. */
export function thinned<T extends { at: number }>(samples: readonly T[], stepMs: number): T[] {
  const steps = new Map(samples.map((sample) => [Math.floor(sample.at / stepMs), sample]));
  return [...steps.values()].toReversed();
}

import type { DashboardHistory } from '../../../src/contract/dashboard.js';
import type { Point } from './trend';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A history as lines take it: flat, and null where nobody counted. */
export const historyPoints = ({ points }: DashboardHistory): Point[] =>
  points.map(({ at, figures }) => {
    const when = Date.parse(at);
    if (!figures) return { at: when };
    const { peak, latency, ...counts } = figures;
    return { ...counts, ...peak, ...latency, at: when };
  });

/** Those that somebody counted, the newest first. */
export const recorded = (points: readonly Point[]): Point[] =>
  points.filter(({ messages }) => messages != null).toReversed();

/** Whole hours or days of this clock. */
export function ticksOf({ range, points }: DashboardHistory): number[] {
  const [first, last] = [points.at(0), points.at(-1)].map((point) => (point ? new Date(point.at) : new Date(0)));
  if (!first || !last) return [];
  const step = range === '24h' ? 4 * HOUR_MS : 5 * DAY_MS;
  const start = new Date(last);
  if (range === '24h') start.setMinutes(0, 0, 0);
  else start.setHours(0, 0, 0, 0);
  const ticks: number[] = [];
  for (let at = start.getTime(); at >= first.getTime(); at -= step) ticks.unshift(at);
  return ticks;
}

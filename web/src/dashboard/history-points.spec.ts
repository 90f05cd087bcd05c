import { expect, it } from 'vitest';
import type { DashboardHistory, HistoryFigures } from '../../../src/contract/dashboard.js';
import { historyPoints, recorded, ticksOf } from './history-points.js';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-03-01T10:00:00.000Z');
const figures: HistoryFigures = {
  peak: { people: 3, sockets: 4, streams: 0, activeChannels: 1, waitingJobs: 0 },
  messages: 7,
  delivered: 21,
  notifications: 0,
  failedJobs: 0,
  errors: 2,
  cacheHitRate: null,
  latency: { p50: 1, p95: 2, p99: 3 },
};
const history: DashboardHistory = {
  range: '24h',
  stepSeconds: 60,
  points: Array.from({ length: 600 }, (_, i) => ({
    at: new Date(START + i * 60_000).toISOString(),
    figures: i === 5 ? figures : null,
  })),
};

it('a history becomes flat points, with nothing where nobody counted', () => {
  const points = historyPoints(history);
  expect(points).toHaveLength(600);
  expect(points[5]).toMatchObject({ messages: 7, people: 3, p95: 2, cacheHitRate: null });
  expect(recorded(points).map(({ at }) => at)).toEqual([START + 5 * 60_000]);
});

it('its axis has whole hours, four apart', () => {
  const ticks = ticksOf(history);
  expect(ticks.map((at) => new Date(at).getMinutes())).toEqual([0, 0, 0]);
  expect(ticks.map((at) => at - (ticks[0] ?? NaN))).toEqual([0, 4 * HOUR_MS, 8 * HOUR_MS]);
  expect(ticks[0]).toBeGreaterThanOrEqual(START);
});

import { expect, it } from 'vitest';
import type { LogEntry } from '../../../src/contract/dashboard.js';
import { merged, passing } from './log-entries.js';

const entry = (id: string, source: LogEntry['source'], action: string): LogEntry => ({
  id,
  source,
  action,
  at: '2026-01-01T00:00:00.000Z',
  target: 'mail',
  actorId: null,
  detail: { reason: 'Timeout' },
});
const [old, fresh] = [entry('1', 'audit', 'schedule.update'), entry('2', 'system', 'job.failed')];

it('an entry that is read and heard is shown once, the newest first', () => {
  expect(merged([fresh, old], [old])).toEqual([fresh, old]);
});

it('entries are found by their source and by what they say, also in their details', () => {
  expect(passing([fresh, old], { source: 'audit', text: '' })).toEqual([old]);
  expect(passing([fresh, old], { source: 'all', text: ' timeout' })).toEqual([fresh, old]);
  expect(passing([fresh, old], { source: 'all', text: 'SCHEDULE' })).toEqual([old]);
});

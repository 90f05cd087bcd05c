import type { AdministratorDashboard } from '../contract/dashboard.js';
import { type Counts, total, under } from './counts.js';

/** Outcomes after which the truth was asked: it was not kept, or was not to be looked for. */
const ASKED = ['miss', 'bypass'];

/** Whatever was answered without asking where the truth is, is a hit. */
export function cacheOf(counts: Counts): AdministratorDashboard['cache'] {
  const outcomes = under(counts, 'cache');
  const misses = ASKED.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
  const all = total(outcomes);
  return { hits: all - misses, misses, hitRate: all === 0 ? null : (all - misses) / all };
}

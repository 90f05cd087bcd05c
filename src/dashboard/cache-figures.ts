import type { AdministratorDashboard } from '../contract/dashboard.js';
import { type Counts, total, under } from './counts.js';

/**
 * Whatever was answered without asking where the truth is, is a hit. What is never kept (`bypass`) says nothing of how well
 * the rest is.
 */
export function cacheOf(counts: Counts): AdministratorDashboard['cache'] {
  const outcomes = under(counts, 'cache');
  const misses = outcomes['miss'] ?? 0;
  const hits = total(outcomes) - misses - (outcomes['bypass'] ?? 0);
  return { hits, misses, hitRate: hits + misses === 0 ? null : hits / (hits + misses) };
}

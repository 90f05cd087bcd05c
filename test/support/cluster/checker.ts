import { judgeDeliveries } from './delivery-rules.js';
import type { History } from './facts.js';
import { judgeSends } from './send-rules.js';
import { judgeStore } from './store-rules.js';
import { Verdict } from './verdict.js';

/**
 * Judges a finished run. Pure: the same history always gets the same verdict, and nothing is asked of any server, so a
 * server cannot talk its way out.
 */
export function check(history: History): Verdict {
  const verdict = new Verdict();
  judgeStore(history, verdict);
  judgeSends(history, verdict);
  judgeDeliveries(history, verdict);
  return verdict;
}

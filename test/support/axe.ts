import axe, { type Result } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const STILL = `Promise.all(
  document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished.catch(() => undefined)))`;

/** Nothing is written up of what is as it should be. */
const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;

/** Fails with what axe finds that is serious or critical, and where. */
export const expectAccessible = async (page: Page): Promise<void> => expect(await faultsOf(page)).toEqual([]);

/** What axe finds that is serious or critical, and where. */
export async function faultsOf(page: Page): Promise<string[]> {
  // What fades in has not yet the contrast that it will have.
  await page.evaluate(STILL);
  await page.evaluate(axe.source);
  const violations = await page.evaluate<Result[]>(RUN);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

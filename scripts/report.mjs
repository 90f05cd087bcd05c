/**
 * What one check or test run came to.
 *
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, seconds: number }} Result
 */

/** @param {string} name */
export function heading(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 72 - name.length))}`);
}

/**
 * @param {Pick<Result, 'passed' | 'failed' | 'skipped'>} counts
 */
const sentence = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/**
 * Prints the table of results and, alone on the last line, their sum.
 *
 * @param {Result[]} results
 * @returns {number} the exit code: nothing failed, and something ran
 */
export function closing(results) {
  heading('results');
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const result of results) {
    const time = `${result.seconds.toFixed(1)} s`;
    console.log(`${result.name.padEnd(width)}  ${time.padStart(8)}  ${sentence(result)}`);
  }
  const total = { passed: 0, failed: 0 };
  for (const { passed, failed } of results) {
    total.passed += passed;
    total.failed += failed;
  }
  // The skipped stand in the table: the last line has one form, for whoever reads it by machine.
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleFile } from './paths.mjs';
import { heading } from './report.mjs';
import { run } from './run.mjs';

/**
 * Runs Vitest with its output on the terminal, and counts from its own report.
 *
 * @param {string} name
 * @param {string[]} args filters and options of `vitest run`
 * @param {AbortSignal} signal
 * @returns {Promise<import('./report.mjs').Result>}
 */
export async function vitest(name, args, signal) {
  heading(name);
  const start = performance.now();
  const report = join(tmpdir(), `tertulia-vitest-${process.pid}-${Date.now()}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const command = [process.execPath, moduleFile('vitest/vitest.mjs'), 'run', ...reporters, ...args];
    const { code } = await run(command, { signal, show: true });
    const counts = count(readFileSync(report, 'utf8'));
    // Vitest also fails on what no test can be blamed for: a set-up, an unhandled rejection.
    const blamed = code === 0 || counts.failed > 0;
    return { name, ...counts, failed: counts.failed + (blamed ? 0 : 1), seconds: (performance.now() - start) / 1_000 };
  } catch (error) {
    signal.throwIfAborted();
    console.error(`Vitest left no report: ${error instanceof Error ? error.message : String(error)}`);
    return { name, passed: 0, failed: 1, skipped: 0, seconds: (performance.now() - start) / 1_000 };
  } finally {
    rmSync(report, { force: true });
  }
}

/** @param {string} json */
function count(json) {
  /** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const { testResults } = JSON.parse(json);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of testResults) {
    for (const test of assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed') counts.failed++;
      else counts.skipped++;
    }
    // A file that does not load has no tests, and is a failure all the same.
    if (status === 'failed' && assertionResults.every((test) => test.status !== 'failed')) counts.failed++;
  }
  return counts;
}

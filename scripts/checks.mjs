import { build } from './build.mjs';
import { moduleFile } from './paths.mjs';
import { heading } from './report.mjs';
import { run } from './run.mjs';

/** @typedef {import('./report.mjs').Result} Result */

/**
 * The longest first.
 *
 * @type {[name: string, module: string, ...args: string[]][]}
 */
const checks = [
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['types', 'typescript7/bin/tsc', '--noEmit', '--project', 'tsconfig.json'],
  ['types of the client', 'typescript7/bin/tsc', '--noEmit', '--project', 'client/tsconfig.json'],
  ['types of the web client', 'typescript7/bin/tsc', '--noEmit', '--project', 'web/tsconfig.json'],
  ['lint', 'oxlint/bin/oxlint', '--type-aware'],
  [
    'import rules',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    'src',
    'client/src',
    'web/src',
  ],
  ['dead code', 'knip/bin/knip.js'],
];

/** The longest of them keeps one core busy: the others run beside it. */
const AT_A_TIME = 2;

/**
 * Runs every static check, also after one that failed. Each counts as one test.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<Result[]>} in the order of their ends
 */
export async function staticChecks(signal) {
  /** @type {Result[]} */
  const results = [];
  const waiting = checks.values();
  const lane = async () => {
    for (const [name, module, ...args] of waiting) {
      results.push(await timed(name, () => run([process.execPath, moduleFile(module), ...args], { signal })));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  return results;
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Result>}
 */
export function buildCheck(signal) {
  return timed('build', async () => {
    try {
      await build({ signal });
      return { code: 0, output: '' };
    } catch (error) {
      signal.throwIfAborted();
      return { code: 1, output: error instanceof Error ? error.message : String(error) };
    }
  });
}

/**
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string }>} check
 * @returns {Promise<Result>}
 */
async function timed(name, check) {
  const start = performance.now();
  const { code, output } = await check();
  const passed = code === 0;
  heading(name);
  if (output.trim()) console.log(output.trimEnd());
  console.log(passed ? 'passed' : `failed (exit code ${code})`);
  const seconds = (performance.now() - start) / 1_000;
  return { name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, seconds };
}

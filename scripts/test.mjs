import { buildCheck, staticChecks } from './checks.mjs';
import { runToEnd } from './run-to-end.mjs';
import { vitest } from './vitest.mjs';

// With arguments (file filters, -t, --project) only the Vitest tests that match them run.
const filters = process.argv.slice(2);

await runToEnd(async (signal) => {
  const built = await buildCheck(signal);
  if (filters.length > 0) return [built, await vitest('tests', filters, signal)];
  return [built, ...(await staticChecks(signal)), await vitest('tests', [], signal)];
});

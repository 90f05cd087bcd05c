import { staticChecks } from './checks.mjs';
import { runToEnd } from './run-to-end.mjs';
import { vitest } from './vitest.mjs';

await runToEnd(async (signal) => [
  ...(await staticChecks(signal)),
  await vitest('unit tests', ['--project', 'unit'], signal),
]);

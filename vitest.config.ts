import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Of a machine that is busy with other things. */
const expected = { poll: { timeout: 30_000 } };

/** Groups run one after the other, so that what measures how soon something happens has the machine to itself. */
const project = (name: string, groupOrder: number, include: string[], options: object = {}) => ({
  resolve: { alias: { '@tertulia/client': fileURLToPath(new URL('client/src/main.ts', import.meta.url)) } },
  test: { name, include, sequence: { groupOrder }, expect: expected, ...options },
});

/**
 * Files of end-to-end tests mostly wait, each for servers of its own on one machine: more of them than there are cores.
 * One process runs many of them, as loading the application costs more than most of them do.
 */
const besides = { maxWorkers: 3, isolate: false };

const wholeProcesses = { testTimeout: 120_000, hookTimeout: 120_000 };
const oneAtATime = { ...wholeProcesses, fileParallelism: false };
/** Their processes start, end and wait; none is held to milliseconds. */
const aFewAtATime = { ...wholeProcesses, maxWorkers: 3 };

const measured = ['test/cluster/chaos-*.spec.ts', 'test/cluster/dashboard.spec.ts'];

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        0,
        ['src/**/*.spec.ts', 'client/src/**/*.spec.ts', 'web/src/**/*.spec.ts', 'test/architecture/**/*.spec.ts'],
        {
          maxWorkers: availableParallelism(),
          testTimeout: 60_000,
        },
      ),
      project('e2e', 1, ['test/e2e/**/*.spec.ts'], {
        ...besides,
        globalSetup: ['test/support/global-setup.ts'],
        testTimeout: 30_000,
        hookTimeout: 90_000,
      }),
      project('cluster', 2, ['test/cluster/**/*.spec.ts'], {
        ...aFewAtATime,
        exclude: measured,
        testTimeout: 180_000,
      }),
      project('docs', 2, ['test/docs/**/*.spec.ts'], aFewAtATime),
      project('launcher', 2, ['test/launcher/**/*.spec.ts'], aFewAtATime),
      project('browser', 3, ['test/browser/**/*.spec.ts'], {
        ...oneAtATime,
        globalSetup: ['test/support/global-setup.ts', 'test/support/browser-setup.ts'],
      }),
      project('chaos', 4, measured, { ...oneAtATime, testTimeout: 180_000 }),
    ],
  },
});

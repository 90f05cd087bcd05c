import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

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
const besides = { maxWorkers: 4, isolate: false };

const wholeProcesses = { testTimeout: 240_000, hookTimeout: 240_000 };
/** Their processes start, end and wait; none is held to milliseconds. */
const aFewAtATime = { ...wholeProcesses, maxWorkers: 3 };
/** Of clusters and browsers whose work is measured, or held to seconds. */
const twoAtATime = { ...wholeProcesses, maxWorkers: 2 };

const measured = ['test/cluster/chaos-*.spec.ts', 'test/cluster/dashboard.spec.ts'];
const longChannel = ['test/browser/web/long-channel.spec.ts'];

const services = 'test/support/global-setup.ts';
const withBrowser = [services, 'test/support/browser-setup.ts'];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
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
        globalSetup: [services],
        testTimeout: 90_000,
        hookTimeout: 180_000,
      }),
      project('cluster', 2, ['test/cluster/**/*.spec.ts'], { ...aFewAtATime, exclude: measured }),
      project('docs', 2, ['test/docs/**/*.spec.ts'], aFewAtATime),
      project('launcher', 2, ['test/launcher/**/*.spec.ts'], aFewAtATime),
      project('browser', 2, ['test/browser/**/*.spec.ts'], {
        ...aFewAtATime,
        isolate: false,
        exclude: longChannel,
        globalSetup: withBrowser,
      }),
      project('chaos', 3, measured, twoAtATime),
      project('scroll', 4, longChannel, { ...wholeProcesses, globalSetup: withBrowser }),
    ],
  },
});

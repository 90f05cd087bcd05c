import type { Options } from './options.js';

/** Characters of a message's text, but for the compression section. */
export const BODY_LENGTH = 100;

/** How long a turn warms up and measures. */
export const timing = ({ quick }: Options): { warmupMs: number; measureMs: number } =>
  quick ? { warmupMs: 500, measureMs: 1_000 } : { warmupMs: 700, measureMs: 2_300 };

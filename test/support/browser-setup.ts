import type { TestProject } from 'vitest/node';
import { chromium } from '../../scripts/chromium.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser's program, and what it needs in its environment. */
    chromium: { command: string; env: Record<string, string> };
  }
}

/** A browser for the tests that drive one: found, or installed. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await chromium());
}

import { ConfigurationError } from './core/config/app-config.js';

/** Longer than a drain takes, shorter than what an orchestrator waits before it kills. */
const END_WITHIN_MS = 12_000;

/** Whatever hangs (a queue's close waits for a Redis that is away), a process that was told to end does. */
function endInTime(): void {
  setTimeout(() => {
    console.error('The process did not end in time and ends now.');
    process.exit(1);
  }, END_WITHIN_MS).unref();
}

/** Runs a process's start. What an operator can put right ends it with a sentence, not with a stack. */
export async function start(work: () => Promise<void>): Promise<void> {
  process.once('SIGTERM', endInTime);
  process.once('SIGINT', endInTime);
  try {
    await work();
  } catch (error) {
    const away = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
    if (error instanceof ConfigurationError) console.error(error.message);
    else if (away) console.error(`PostgreSQL does not answer at DATABASE_URL: ${String(error)}`);
    else console.error(error);
    process.exit(1);
  }
}

import { ConfigurationError } from './core/config/app-config.js';

/** Runs a process's start. What an operator can put right ends it with a sentence, not with a stack. */
export async function start(work: () => Promise<void>): Promise<void> {
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

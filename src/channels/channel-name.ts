import { isUniqueViolation } from '../core/database/postgres-error.js';
import { conflict } from '../core/errors/domain-error.js';

/** Does what gives a channel this name; throws `conflict` where another has it that is not archived. */
export async function withFreeName(name: string | null | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isUniqueViolation(error, 'channels_name')) throw conflict(`name: a channel "${name}" exists already`);
    throw error;
  }
}

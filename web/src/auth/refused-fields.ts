import { ClientError } from '@tertulia/client';

/** Whether what a field says breaks a rule, or does not go together with what is there already. */
export type Refusal = 'rule' | 'taken';

/** What a refusal says of the fields, and of them alone; empty where it says nothing of them. */
export function refusedFields<F extends string>(error: unknown, fields: readonly F[]): Partial<Record<F, Refusal>> {
  if (!(error instanceof ClientError)) return {};
  const refused: Partial<Record<F, Refusal>> = {};
  for (const field of fields) {
    if (error.errors.some(({ path }) => path === field)) refused[field] = 'rule';
    // A conflict names its field in front of what it says.
    else if (error.code !== 'validation_failed' && error.message.startsWith(`${field}: `)) refused[field] = 'taken';
  }
  return refused;
}

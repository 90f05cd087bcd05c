import { ClientError } from '@tertulia/client';
import { sayError } from './say';

/** Whether what a field says breaks a rule, or does not go together with what is there already. */
type Refusal = 'rule' | 'taken';

interface Refused {
  why: Refusal;
  message: string;
}

/** What a refusal says of the fields, and of them alone; empty where it says nothing of them. */
export function refusedFields<F extends string>(error: unknown, fields: readonly F[]): Partial<Record<F, Refused>> {
  if (!(error instanceof ClientError)) return {};
  const refused: Partial<Record<F, Refused>> = {};
  for (const field of fields) {
    const told = error.errors.find(({ path }) => path === field);
    // A conflict names its field in front of what it says.
    const named = `${field}: `;
    if (told) refused[field] = { why: 'rule', message: told.message };
    else if (error.code !== 'validation_failed' && error.message.startsWith(named))
      refused[field] = { why: 'taken', message: error.message.slice(named.length) };
  }
  return refused;
}

interface Form<V extends object> {
  values: V;
  setFieldError: (path: string, error: string) => void;
}

interface Telling {
  /** What is said of a field in place of the server's own words. */
  words?: (field: string, why: Refusal) => string | undefined;
  /** Where what is said of no field goes. */
  otherwise?: (error: unknown) => void;
}

/** Puts what the server said of fields beside them, and tells the rest. */
export function showFieldErrors(
  form: Form<object>,
  error: unknown,
  { words, otherwise = sayError }: Telling = {},
): void {
  const refused = Object.entries<Refused | undefined>(refusedFields(error, Object.keys(form.values)));
  for (const [field, of] of refused) if (of) form.setFieldError(field, words?.(field, of.why) ?? of.message);
  const more = error instanceof ClientError ? error.errors.filter(({ path }) => !(path in form.values)) : [];
  if (refused.length === 0 || more.length > 0) otherwise(error);
}

/** What a form does when it is sent: what the server refuses is told where it is wrong. */
export const submitting =
  <V extends object>(form: Form<V>, work: (values: V) => Promise<void>, telling?: Telling) =>
  async (values: V): Promise<void> => {
    try {
      await work(values);
    } catch (error) {
      showFieldErrors(form, error, telling);
    }
  };

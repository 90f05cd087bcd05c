import { ClientError } from '@tertulia/client';
import { sayError } from './say';

interface Form {
  values: object;
  setFieldError: (path: string, error: string) => void;
}

/** Puts what the server said of fields beside them, and tells the rest. `name: …` in a conflict is of the field too. */
export function showFieldErrors(form: Form, error: unknown): void {
  if (!(error instanceof ClientError)) return sayError(error);
  const [field] = error.message.split(':');
  const told = error.errors.filter(({ path }) => path in form.values);
  for (const { path, message } of told) form.setFieldError(path, message);
  if (error.code === 'conflict' && field !== undefined && field in form.values) {
    form.setFieldError(field, error.message.slice(field.length + 1).trim());
  } else if (told.length === 0 || told.length < error.errors.length) sayError(error);
}

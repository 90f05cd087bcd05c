import type { UseFormReturnType } from '@mantine/form';
import { ClientError } from '@tertulia/client';
import { sayError } from '../core/say';

/** What a form does when it is sent: fields that the server refuses say why, whatever else went wrong is told. */
export const submitting =
  <V extends Record<string, unknown>>(form: UseFormReturnType<V>, work: (values: V) => Promise<void>) =>
  async (values: V): Promise<void> => {
    try {
      await work(values);
    } catch (error) {
      const refused = error instanceof ClientError ? error.errors.filter(({ path }) => path in values) : [];
      if (refused.length === 0) return sayError(error);
      form.setErrors(Object.fromEntries(refused.map(({ path, message }) => [path, message])));
    }
  };

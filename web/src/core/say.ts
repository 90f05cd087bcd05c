import { ClientError } from '@tertulia/client';
import i18next from 'i18next';
import { overlays } from './overlays';

/** What went wrong, in the user's language; the server's own words of a field or a conflict are English. */
export function textOf(error: unknown): string {
  // Such as code of the page that could not be loaded.
  if (!(error instanceof ClientError)) return i18next.t('errors.unknown');
  const message = error.errors.map((field) => `${field.path}: ${field.message}`).join('; ') || error.message;
  return i18next.t(`errors.${error.code}`, { message });
}

/** Tells it for some seconds. */
export const sayError = (error: unknown): void => tell(textOf(error), 'red');

export const say = (message: string): void => tell(message);

const tell = (message: string, color?: string): void => {
  const closeButtonProps = { 'aria-label': i18next.t('close') };
  overlays().then(
    ({ notifications }) => notifications.show({ message, ...(color && { color }), closeButtonProps }),
    // Notes are for what just happened: one that could only be shown later is none.
    () => undefined,
  );
};

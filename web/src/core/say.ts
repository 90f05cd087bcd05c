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

const MOST = 5;

interface Note {
  message: string;
  color?: string;
}

/** Those whose code is not there yet: the last ones, which come once it is. */
const waiting: Note[] = [];

function tell(message: string, color?: string): void {
  waiting.push({ message, ...(color && { color }) });
  if (waiting.length > MOST) waiting.shift();
  void sayWaiting();
}

/** Shows what could not be shown before, if it can be now. */
export async function sayWaiting(): Promise<void> {
  if (waiting.length === 0) return;
  try {
    const { notifications } = await overlays();
    const closeButtonProps = { 'aria-label': i18next.t('close') };
    for (const note of waiting.splice(0)) notifications.show({ ...note, closeButtonProps });
  } catch {
    // Without a connection there is none to say it with.
  }
}

import { prepareParts } from './lazy';
import { prepareOverlays } from './overlays';
import { sayWaiting } from './say';
import { onConnected } from './use-connected';

const LOAD_AFTER_MS = 5_000;

const prepare = (): void => void (navigator.onLine && prepareOverlays().then(prepareParts));

/**
 * Dialogs, menus and passing notes are what nobody sees at first: their code comes when the page has been there for a
 * while, or is needed; where there is no connection then, with the next one, and with it the notes that waited.
 */
export function loadOverlaysLater(): void {
  onConnected(() => void sayWaiting());
  setTimeout(() => {
    prepare();
    onConnected(prepare);
  }, LOAD_AFTER_MS);
}

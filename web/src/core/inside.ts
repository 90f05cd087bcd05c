/** Addresses of the application's own pages; the server has other doors at the same place. */
const PAGES = /^\/(?:(?:browse|c|dashboard|jobs|join|later|manage|notifications|people|settings|threads)(?:\/|$)|$)/;

type Address = Pick<URL, 'origin' | 'pathname' | 'search' | 'hash'>;
type Click = Pick<MouseEvent, 'button' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'defaultPrevented'>;

/** Where a link leads to within the application; null where it leads elsewhere. */
export const pathInside = ({ origin, pathname, search, hash }: Address, here: string): string | null =>
  origin === here && PAGES.test(pathname) ? pathname + search + hash : null;

/** Whether a link is simply followed: with other buttons and keys people ask for a window of its own, say. */
export const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented }: Click): boolean =>
  button === 0 && !(ctrlKey || metaKey || shiftKey || altKey || defaultPrevented);

/** Whether a file can be asked for: without a network only the service worker may have it. */
export const isReachable = (): boolean => navigator.onLine || navigator.serviceWorker?.controller != null;

/** Browsers do not ask again for code that they could not load: without a way to it they are not told to. */
export async function loadable<T>(load: () => Promise<T>): Promise<T> {
  if (!isReachable()) throw new Error('There is no network to load it from');
  return load();
}

const FORCE_AFTER = 1_500;

/**
 * Listens for everything that asks this process to end: signals, and the death of the process that started it.
 *
 * @param {{ onRepeat?: () => void }} [options] onRepeat: a later second Ctrl-C. One Ctrl-C may arrive twice, from the
 *   terminal and from npm, so the second counts only after a while.
 * @returns {{ signal: AbortSignal, end: (reason: unknown) => void }} signal: aborts with the reason to end
 */
export function ending({ onRepeat } = {}) {
  const controller = new AbortController();
  let since = 0;
  const end = (/** @type {unknown} */ reason) => {
    since ||= performance.now();
    if (!controller.signal.aborted) controller.abort(reason);
  };
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (since && performance.now() - since > FORCE_AFTER) onRepeat?.();
      end(new Stopped(name));
    });
  }
  // A parent killed by SIGKILL tells nobody, but its children get another one.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(new Stopped('its parent is gone')), 500).unref();
  return { signal: controller.signal, end };
}

/** Asked to end, as opposed to failed. */
export class Stopped extends Error {}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<unknown>} the reason, when it comes
 */
export const aborted = (signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });

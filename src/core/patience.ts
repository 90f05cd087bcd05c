/**
 * Resolves after `ms`, and after what came in while this process was too busy to look: an answer among it was in time.
 * Never does once nobody waits any more, as `over` tells.
 */
export function patience(ms: number, over?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let pending: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => (pending = setImmediate(resolve)), ms).unref();
    over?.addEventListener('abort', () => {
      clearTimeout(timer);
      clearImmediate(pending);
    });
  });
}

import { type ComponentType, lazy as once } from 'react';
import { isReachable, loadable } from './loadable';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

const parts: (() => Promise<unknown>)[] = [];
const failed = new Set<() => void>();

/**
 * React's own, for what stands in a `Late`. Where code could not be loaded it is asked for again where it is drawn next:
 * browsers keep it in mind that a file failed, so that is by a new start of the page.
 */
export function lazy<P extends object>(load: Load<P>): ComponentType<P> {
  let hasFailed = false;
  const begin = () =>
    once(() =>
      loadable(load).catch((error: unknown) => {
        if (hasFailed && navigator.onLine) location.reload();
        hasFailed ||= isReachable();
        failed.add(() => (Part = begin()));
        throw error;
      }),
    );
  let Part = begin();
  parts.push(load);
  return function Lazy(props: P) {
    return <Part {...props} />;
  };
}

/** What could not be loaded may be drawn again: to be called once nobody draws it any more. */
export function forgetFailures(): void {
  for (const begin of failed) begin();
  failed.clear();
}

/** One after the other, so that all are there without a connection too. */
export async function prepareParts(): Promise<void> {
  for (const load of parts) await loadable(load).catch(() => undefined);
}

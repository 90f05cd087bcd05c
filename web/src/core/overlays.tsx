import { lazy, Suspense, useSyncExternalStore } from 'react';
import { loadable } from './loadable';

const load = () => import('./overlays-host');
const Host = lazy(load);

let isWanted = false;
const listeners = new Set<() => void>();
let isThere: () => void;
const there = new Promise<void>((resolve) => (isThere = resolve));

function want(): void {
  isWanted = true;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where they are shown. */
export const Overlays = () =>
  useSyncExternalStore(subscribe, () => isWanted) && (
    <Suspense>
      <Host onReady={isThere} />
    </Suspense>
  );

/** How to show one, once there is where. Rejects where their code cannot be loaded. */
export async function overlays() {
  const { modals, notifications } = await loadable(load);
  want();
  await there;
  return { modals, notifications };
}

/** So that they are there without a connection too. */
export const prepareOverlays = (): Promise<unknown> => loadable(load).catch(() => undefined);

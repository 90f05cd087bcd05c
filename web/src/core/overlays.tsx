import { lazy, Suspense, useSyncExternalStore } from 'react';

/** Dialogs and passing notes are what nobody sees at first: their code comes when the page has been there for a while, or is needed. */
const LOAD_AFTER_MS = 5_000;

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
  const { modals, notifications } = await load();
  want();
  await there;
  return { modals, notifications };
}

/** So that they are there without a connection too. */
export const loadOverlaysLater = (): void => void setTimeout(() => void load().catch(() => undefined), LOAD_AFTER_MS);

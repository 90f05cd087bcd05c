import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  now = Date.now();
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const nothing = (): void => undefined;
const ignore = (): (() => void) => nothing;

/** The time, anew each second while `isNeeded` says of it that it is; a time of the past otherwise. */
export const useNow = (isNeeded: (now: number) => boolean): number =>
  useSyncExternalStore(isNeeded(now) ? subscribe : ignore, () => now);

const MINUTE_MS = 60_000;
const minute = (): number => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

/** When this minute began. */
export const useMinute = (): number => useSyncExternalStore(subscribe, minute);

import type { Observable } from '@tertulia/client';
import { useSyncExternalStore } from 'react';

/** An observable's present value; the component is drawn anew when there is another. */
export const useObservable = <T>(observable: Observable<T>): T =>
  useSyncExternalStore(observable.subscribe, observable.snapshot);

/** A part of it, which has to be the same object for as long as it is the same: only then is nothing drawn anew. */
export const usePart = <T, P>(observable: Observable<T>, part: (value: T) => P): P =>
  useSyncExternalStore(observable.subscribe, () => part(observable.snapshot()));

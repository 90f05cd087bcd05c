import type { Observable } from '@tertulia/client';
import { useSyncExternalStore } from 'react';

/** An observable's present value; the component is drawn anew when there is another. */
export const useObservable = <T>(observable: Observable<T>): T =>
  useSyncExternalStore(observable.subscribe, observable.snapshot);

import { Client, IndexedDbStore } from '@tertulia/client';
import type { ClientEvents } from '@tertulia/client';
import { useEffect, useEffectEvent } from 'react';

/** The browser's copy of everything; released when another tab takes over. */
export const store = new IndexedDbStore();

/** The one client of this page: all that is shown of conversations comes from its observables. */
export const client = new Client({ url: location.origin, store });

/** Hears an event of the server for as long as the component is there. */
export function useClientEvent<N extends keyof ClientEvents>(name: N, listener: (data: ClientEvents[N]) => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => client.on(name, (data) => hear(data)), [name]);
}

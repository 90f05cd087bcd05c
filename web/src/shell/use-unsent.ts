import { useSyncExternalStore } from 'react';
import { client } from '../core/client';

/** How many messages the server is not known to have; each that comes or goes changes its channel. */
export const useUnsent = (): number => useSyncExternalStore(client.channels.subscribe, () => client.unsent);

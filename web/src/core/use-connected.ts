import type { ConnectionState } from '@tertulia/client';
import { client } from './client';
import { usePart } from './use-observable';

/** Whether there is a way to the server now. */
export const isConnected = ({ status }: ConnectionState): boolean =>
  status === 'online' || status === 'catching up' || status === 'draining';

export const useConnected = (): boolean => usePart(client.connection, isConnected);

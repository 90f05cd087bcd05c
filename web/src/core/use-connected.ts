import type { ConnectionState } from '@tertulia/client';
import { client } from './client';
import { usePart } from './use-observable';

/** Whether there is a way to the server now. */
export const isConnected = ({ status }: ConnectionState): boolean =>
  status === 'online' || status === 'catching up' || status === 'draining';

/** Hears whenever a connection was made, the first included: of what happened before there is no event. */
export function onConnected(listener: () => void): void {
  let before = false;
  client.connection.subscribe(() => {
    const now = isConnected(client.connection.snapshot());
    if (now && !before) listener();
    before = now;
  });
}

export const useConnected = (): boolean => usePart(client.connection, isConnected);

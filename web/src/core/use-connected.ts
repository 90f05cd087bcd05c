import type { ConnectionState } from '@tertulia/client';
import { useEffect, useEffectEvent, useRef } from 'react';
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

/** Hears while it is on the screen that there is a connection again. */
export function useConnectedAgain(listener: () => void): void {
  const connected = useConnected();
  const before = useRef(connected);
  const hear = useEffectEvent(listener);
  useEffect(() => {
    if (connected && !before.current) hear();
    before.current = connected;
  }, [connected]);
}

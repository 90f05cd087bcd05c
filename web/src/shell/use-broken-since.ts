import { useSyncExternalStore } from 'react';
import { client } from '../core/client';

let since: number | null = null;

function look(): void {
  const { status } = client.connection.snapshot();
  if (status === 'online' || status === 'signed out') since = null;
  else since ??= Date.now();
}

look();
client.connection.subscribe(look);

/** When the connection was good last, milliseconds since 1970; null while it is. */
export const useBrokenSince = (): number | null => useSyncExternalStore(client.connection.subscribe, () => since);

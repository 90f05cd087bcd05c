import type { Notification } from '@tertulia/client';
import { useEffect } from 'react';
import { client, useClientEvent } from '../core/client';
import { refresh, usePages } from '../core/queries';
import { sayError } from '../core/say';
import { useObservable } from '../core/use-observable';

export type Show = 'inbox' | 'unread' | 'archived';

interface Lines {
  items: readonly Notification[];
  isPending: boolean;
  hasOlder: boolean;
  loadOlder: () => void;
}

/** Lines of the inbox as they are now. The inbox itself is the client's; the others are asked for anew when one changes. */
export function useLines(show: Show): Lines {
  const inbox = useObservable(client.inbox);
  const path = `/notifications?show=${show}`;
  const pages = usePages<Notification>(path, { enabled: show !== 'inbox' });
  useClientEvent('notification', () => void refresh('/notifications?show='));
  useEffect(() => {
    if (show === 'inbox') client.inbox.load().catch(sayError);
  }, [show]);
  if (show === 'inbox') {
    return {
      items: inbox.items,
      isPending: inbox.unread === null,
      hasOlder: inbox.hasOlder,
      loadOlder: () => void client.inbox.loadOlder().catch(sayError),
    };
  }
  return { items: pages.items, isPending: pages.isLoading, hasOlder: pages.hasMore, loadOlder: pages.loadMore };
}

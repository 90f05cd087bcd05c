import type { Me } from '@tertulia/client';
import { administers } from './administers';
import { client } from './client';
import { useGet } from './queries';

/**
 * Whether the user runs the server, as it says now; until it has answered, as it said when they signed in. It is asked
 * again with each connection, and when somebody comes back to the window: of a new role there is no event.
 */
export function useAdministrator(): { mayManage: boolean; isOwner: boolean } {
  const { data = client.user } = useGet<Me>('/users/me', { refetchOnWindowFocus: 'always' });
  return { mayManage: administers(data), isOwner: data?.role === 'owner' };
}

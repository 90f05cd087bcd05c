import type { Me } from '@tertulia/client';
import { administers } from '../core/administers';
import { client } from '../core/client';
import { useGet } from '../core/queries';

/** Whether the user runs the server, as it says now; until it has answered, as it said when they signed in. */
export function useAdministrator(): { mayManage: boolean; isOwner: boolean } {
  const { data = client.user } = useGet<Me>('/users/me');
  return { mayManage: administers(data), isOwner: data?.role === 'owner' };
}

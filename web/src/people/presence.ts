import { useQuery } from '@tanstack/react-query';
import type { Presence } from '@tertulia/client';
import type { PresenceList } from '../../../src/contract/presence.js';
import { client } from '../core/client';
import { queries } from '../core/queries';
import { batched } from './batch';

const KIND = 'presence';

const load = batched<Presence>(async (ids) => {
  const { items } = await client.call<PresenceList>(`/presence?userIds=${ids.join(',')}`);
  return new Map(items.map((presence) => [presence.userId, presence]));
});

client.on('presence', (presence) => queries.setQueryData([KIND, presence.userId], presence));
client.on('resync', () => void ask());
/** What somebody became while there was no connection is told by no event. */
let online = false;
client.connection.subscribe(() => {
  const { status } = client.connection.snapshot();
  if (status === 'online' && !online) void ask();
  online = status === 'online' || status === 'draining';
});

const ask = (): Promise<void> => queries.invalidateQueries({ queryKey: [KIND] });

/** What somebody is and says of themselves; null where they share no channel with the user. */
export const usePresence = (userId: string | null | undefined): Presence | null | undefined =>
  useQuery({
    queryKey: [KIND, userId],
    queryFn: () => load(userId ?? ''),
    enabled: Boolean(userId),
    staleTime: Infinity,
  }).data;

/** What the server answered to the user's own choice. */
export const rememberPresence = (presence: Presence): void =>
  void queries.setQueryData([KIND, presence.userId], presence);

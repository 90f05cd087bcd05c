import { useQueries, useQuery } from '@tanstack/react-query';
import type { User, UserPage } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { onConnected } from '../core/use-connected';
import { queries } from '../core/queries';
import { batched } from './batch';

const FRESH_MS = 5 * 60_000;
const KEPT_MS = 60 * 60_000;
const KIND = 'user';

/** Somebody as everyone sees them. */
export type Person = User;

const load = batched<Person>(async (ids) => {
  const { items } = await client.call<UserPage>(`/users?ids=${ids.join(',')}`);
  return new Map(items.map((user) => [user.id, user]));
});

/** No event says that a profile changed: those on the screen are asked for anew with each connection. */
onConnected(() => void queries.invalidateQueries({ queryKey: [KIND] }));

const query = (id: string) => ({
  queryKey: [KIND, id],
  queryFn: () => load(id),
  staleTime: FRESH_MS,
  gcTime: KEPT_MS,
});

/** What was just learnt of somebody, who need not be asked for. */
export const rememberUser = (user: Person): void => void queries.setQueryData([KIND, user.id], user);

/** Undefined until it was read; null where there is nobody, or nobody of whom the user may know. */
export const useUser = (id: string | null | undefined): Person | null | undefined =>
  useQuery({ ...query(id ?? ''), enabled: Boolean(id) }).data;

/** Several at once; those who were not read yet, or of whom the user may not know, are left out. */
export function useUsers(ids: readonly string[]): ReadonlyMap<string, Person> {
  return useQueries({ queries: [...new Set(ids)].map(query), combine: byId });
}

const byId = (results: readonly { data?: Person | null | undefined }[]): ReadonlyMap<string, Person> =>
  new Map(results.flatMap(({ data }) => (data ? [[data.id, data]] : [])));

/** Something about them is another thing now. */
export const refreshUser = (id: string): Promise<void> => queries.invalidateQueries({ queryKey: [KIND, id] });

import { useQuery } from '@tanstack/react-query';
import type { User, UserPage } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { queries } from '../core/queries';
import { batched } from './batch';

const FRESH_MS = 5 * 60_000;
const KEPT_MS = 60 * 60_000;
const KIND = 'user';

/** Somebody as everyone sees them. */
export type Person = User & { avatarUrl?: string | null };

const load = batched<Person>(async (ids) => {
  const { items } = await client.call<UserPage>(`/users?ids=${ids.join(',')}`);
  return new Map(items.map((user) => [user.id, user]));
});

const query = (id: string) => ({
  queryKey: [KIND, id],
  queryFn: () => load(id),
  staleTime: FRESH_MS,
  gcTime: KEPT_MS,
});

/** Undefined until it was read; null where there is nobody, or nobody of whom the user may know. */
export const useUser = (id: string | null | undefined): Person | null | undefined =>
  useQuery({ ...query(id ?? ''), enabled: Boolean(id) }).data;

/** For what is no component: out of the cache where it is there. */
export const findUser = (id: string): Promise<Person | null> => queries.fetchQuery(query(id));

/** Whoever was read with something else need not be asked for again. */
export function rememberUsers(users: readonly Person[]): void {
  for (const user of users) queries.setQueryData([KIND, user.id], user);
}

/** Something about these people is another thing now; about everybody where nobody is named. */
export const refreshUsers = (...ids: string[]): Promise<void> =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [kind, id] }) => kind === KIND && (ids.length === 0 || ids.includes(id as string)),
  });

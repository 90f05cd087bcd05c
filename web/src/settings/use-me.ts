import type { Me, UpdateMe } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { queries, useGet } from '../core/queries';
import { rememberUser } from '../people/use-user';

const PATH = '/users/me';

/** The user as they see themselves. */
export const useMe = (): Me | undefined => useGet<Me>(PATH).data;

/** What the server answered of the user, shown everywhere from now on. */
export function rememberMe(me: Me): void {
  queries.setQueryData(['GET', PATH], me);
  rememberUser(me);
}

export const saveMe = async (change: UpdateMe): Promise<void> =>
  rememberMe(await client.call<Me>(PATH, { method: 'PATCH', body: change }));

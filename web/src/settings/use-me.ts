import type { UseQueryResult } from '@tanstack/react-query';
import type { Me, UpdateMe } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { inOrder } from '../core/in-order';
import { queries, useGet } from '../core/queries';
import { rememberUser } from '../people/use-user';

const PATH = '/users/me';

const run = inOrder();

/** The user as they see themselves. */
export const useMe = (): UseQueryResult<Me> => useGet<Me>(PATH);

/** What the server answered of the user, shown everywhere from now on. */
export function rememberMe(me: Me): void {
  queries.setQueryData(['GET', PATH], me);
  rememberUser(me);
}

export const saveMe = (change: UpdateMe): Promise<void> =>
  run(async () => rememberMe(await client.call<Me>(PATH, { method: 'PATCH', body: change })));

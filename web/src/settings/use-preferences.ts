import type { UseQueryResult } from '@tanstack/react-query';
import type { Preferences, UpdatePreferences } from '../../../src/contract/notifications.js';
import { client } from '../core/client';
import { inOrder } from '../core/in-order';
import { queries, useGet } from '../core/queries';
import { sayError } from '../core/say';
import { withChange } from './with-change';

const PATH = '/notifications/preferences';
const KEY = ['GET', PATH];

const run = inOrder();
let waiting = 0;

/** How the user wants to hear of things. */
export const usePreferences = (): UseQueryResult<Preferences> => useGet<Preferences>(PATH);

/**
 * Saves a change, after those that came before it. It is shown at once, so that the next builds on it; what the server
 * answers to the last is what stays. Answers whether it was taken.
 */
export async function savePreferences(change: UpdatePreferences): Promise<boolean> {
  waiting++;
  const answer = run(() => client.call<Preferences>(PATH, { method: 'PATCH', body: change })).catch(
    (error: unknown): null => {
      sayError(error);
      return null;
    },
  );
  await queries.cancelQueries({ queryKey: KEY });
  queries.setQueryData<Preferences>(KEY, (known) => known && withChange(known, change));
  const saved = await answer;
  waiting--;
  if (waiting === 0 && saved) queries.setQueryData(KEY, saved);
  if (waiting === 0 && !saved) await queries.invalidateQueries({ queryKey: KEY });
  return saved !== null;
}

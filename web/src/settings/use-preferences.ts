import type { Preferences, UpdatePreferences } from '../../../src/contract/notifications.js';
import { client } from '../core/client';
import { queries, useGet } from '../core/queries';
import { sayError } from '../core/say';

const PATH = '/notifications/preferences';

/** How the user wants to hear of things. */
export const usePreferences = (): Preferences | undefined => useGet<Preferences>(PATH).data;

/** Saves a change at once; what the server answers is what is shown. Answers whether it was taken. */
export async function savePreferences(change: UpdatePreferences): Promise<boolean> {
  try {
    const saved = await client.call<Preferences>(PATH, { method: 'PATCH', body: change });
    queries.setQueryData(['GET', PATH], saved);
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

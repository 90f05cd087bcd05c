import type { Message } from '@tertulia/client';
import type { SavedStates } from '../../../src/contract/saved-messages.js';
import { client } from '../core/client';
import { queries, refresh, useGet } from '../core/queries';

type Place = Pick<Message, 'id' | 'channelId'>;

const pathOf = (channelId: string): string => `/channels/${channelId}/saved`;

/** Also what is not on the screen is asked for anew, once it is. */
client.on('saved', ({ channelId }) => void Promise.all([refresh('/saved'), refresh(pathOf(channelId))]));

const holds = (states: SavedStates | undefined, { id }: Place): boolean =>
  states?.items.some(({ messageId }) => messageId === id) ?? false;

/** Whether the user keeps a message. */
export const useIsSaved = (message: Place): boolean =>
  holds(useGet<SavedStates>(pathOf(message.channelId), { staleTime: Infinity }).data, message);

/** The same at this moment, as far as a row that shows it has asked. */
export const isSaved = (message: Place): boolean =>
  holds(queries.getQueryData<SavedStates>(['GET', pathOf(message.channelId)]), message);

/** Keeps it, or no longer does. */
export async function keep(message: Place, keeps: boolean): Promise<void> {
  await client.call(`/messages/${message.id}/saved`, { method: keeps ? 'PUT' : 'DELETE' });
  await refresh(pathOf(message.channelId));
}

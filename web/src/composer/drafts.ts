import { client } from '../core/client';
import { isConnected, onConnected } from '../core/use-connected';
import { DraftBook } from './draft-book';

const KEY = 'tertulia-drafts-';

let book: DraftBook | null = null;
let owner: string | null = null;

/** The drafts of whoever is signed in. */
export function drafts(): DraftBook {
  const userId = client.user?.id ?? '';
  if (!book || owner !== userId) {
    owner = userId;
    book = new DraftBook({
      call: (path, call) => client.call(path, call),
      isOnline,
      isThere,
      storage: localStorage,
      key: KEY + userId,
    });
    if (isOnline()) catchUp();
  }
  return book;
}

const isThere = (channelId: string): boolean => client.channel(channelId).snapshot().error === null;
const isOnline = (): boolean => isConnected(client.connection.snapshot());

/** Also of a list that could not be read: the next connection reads it again. */
const catchUp = (): void => void book?.connected().catch(() => undefined);

onConnected(catchUp);
let last = client.connection.snapshot();
client.connection.subscribe(() => {
  const state = client.connection.snapshot();
  // Who signs out leaves nothing here; a session that ended leaves what was not sent.
  if (state.status === 'signed out' && last.status !== 'signed out' && state.error === null) book?.clear();
  last = state;
});
client.on('draft', (draft) => book?.heard(draft));
client.on('personal:resync', catchUp);

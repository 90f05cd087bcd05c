import type { Channel } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import type { UserPage } from '../../../src/contract/users';
import { peopleOf } from '../channels/channel-title';
import { client } from '../core/client';
import { useGet } from '../core/queries';
import { useObservable } from '../core/use-observable';
import { useUsers } from '../people/use-user';
import { lastWord, readersOf } from './seen';

/** In a direct channel: who has read the user's last word there. Whoever shows no receipts sees none. */
export function SeenBy({ channel }: { channel: Channel }) {
  const { t, i18n } = useTranslation('conversation');
  const snapshot = useObservable(channel);
  const me = client.user;
  const others = peopleOf(snapshot.info ?? { directUserIds: null }).filter((id) => id !== me?.id);
  const last = lastWord(snapshot, me?.id);
  const { data } = useGet<UserPage>(`/messages/${last?.id}/readers`, {
    enabled: last !== null && others.length > 0 && me?.readReceipts === true,
  });
  const told = data?.items.map(({ id }) => id) ?? [];
  const readers = last ? readersOf(last, others, { told, receipts: snapshot.receipts }) : [];
  const users = useUsers(others.length > 1 ? readers : []);
  if (readers.length === 0) return null;
  if (readers.length === others.length) return t('seen');
  const names = readers.map((id) => users.get(id)?.displayName ?? '…');
  return t('seenBy', { names: new Intl.ListFormat(i18n.language).format(names) });
}

import type { Channel } from '../../../src/contract/channels.js';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { useUsers } from '../people/use-user';

type Named = Pick<Channel, 'kind' | 'name' | 'directUserIds'>;

/** In a direct channel, the others; alone with oneself, oneself. */
export function peopleOf({ directUserIds }: Pick<Named, 'directUserIds'>): readonly string[] {
  const me = client.user?.id;
  const others = (directUserIds ?? []).filter((id) => id !== me);
  return others.length > 0 ? others : (directUserIds ?? []);
}

/** How a channel is called: by its name, or by the people who talk in it. Undefined while they are looked up. */
export function useChannelTitle(channel: Named | null | undefined): string | undefined {
  const titleOf = useTitles(channel ? [channel] : []);
  return channel ? titleOf(channel) : undefined;
}

/** The same for many. */
export function useTitles(channels: readonly Named[]): (channel: Named) => string | undefined {
  const { t, i18n } = useTranslation('channels');
  const ids = channels.flatMap((channel) => (channel.kind === 'direct' ? peopleOf(channel) : []));
  const users = useUsers(ids);
  const list = new Intl.ListFormat(i18n.language, { style: 'short', type: 'unit' });
  return (channel) => {
    if (channel.kind === 'thread') return t('info.kinds.thread');
    if (channel.kind !== 'direct') return channel.name ?? undefined;
    const people = peopleOf(channel);
    const names = people.map((id) => users.get(id)?.displayName);
    if (names.some((name) => name === undefined)) return undefined;
    const [first] = people;
    if (people.length === 1 && first === client.user?.id) return t('yourself', { name: names[0] });
    return list.format(names as string[]);
  };
}

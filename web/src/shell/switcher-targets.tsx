import { useDebouncedValue } from '@mantine/hooks';
import { IconKeyboard, IconPlus, IconSettings } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Channel, ChannelPage } from '../../../src/contract/channels.js';
import type { UserPage } from '../../../src/contract/users.js';
import { ChannelIcon } from '../channels/channel-icon';
import { peopleOf, useTitles } from '../channels/channel-title';
import { openCreateChannel } from '../channels/dialogs';
import { mayFindChannels } from '../channels/powers';
import { talkTo } from '../channels/talk-to';
import { client } from '../core/client';
import { useGet } from '../core/queries';
import { sayError } from '../core/say';
import { useObservable } from '../core/use-observable';
import { Avatar } from '../people/avatar';
import { useUsers } from '../people/use-user';
import type { Ranked } from './fuzzy';
import { usePlaces } from './places';
import { isMuted } from './sections';
import { useMinute } from '../core/use-now';
import { useShell } from './shell-context';

export interface Target extends Ranked {
  readonly key: string;
  readonly icon?: ReactNode;
  readonly hint?: string;
  readonly unread: number;
  readonly go: () => void;
}

const WAIT_MS = 150;

/** With whom a direct conversation of two is. */
function otherOf(channel: Channel | null): string | null {
  const [other, ...more] = channel?.kind === 'direct' ? peopleOf(channel) : [];
  return other && more.length === 0 ? other : null;
}

/** Everything one can go to: one's own channels, then what the server finds, pages, and what can be done. */
export function useTargets(query: string): { targets: readonly Target[]; waiting: boolean } {
  const own = useOwnChannels();
  const pages = usePages();
  const found = useFound(query);
  return { targets: [...own, ...found.targets, ...pages], waiting: found.waiting };
}

function useOwnChannels(): Target[] {
  const [, navigate] = useLocation();
  const channels = useObservable(client.channels);
  const titleOf = useTitles(channels.flatMap(({ info }) => info ?? []));
  const users = useUsers(channels.flatMap(({ info }) => otherOf(info) ?? []));
  const now = useMinute();
  return channels.flatMap((channel) => {
    const { id, info, mentionCount } = channel;
    const title = info && titleOf(info);
    if (!title) return [];
    const unread = isMuted(channel, now) ? mentionCount : channel.unread;
    const weight = mentionCount > 0 ? 60 : unread > 0 ? 40 : info.archivedAt ? -40 : 20;
    const username = users.get(otherOf(info) ?? '')?.username;
    const texts = username === undefined ? [title] : [title, username];
    const target = { key: id, texts, hint: info.topic, unread, weight };
    return [{ ...target, icon: <ChannelIcon channel={info} />, go: () => navigate(`/c/${id}`) }];
  });
}

/** People and public channels that the user has nothing to do with yet. */
function useFound(query: string): { targets: Target[]; waiting: boolean } {
  const [, navigate] = useLocation();
  const [asked] = useDebouncedValue(query.replace(/^[@#]/, '').trim(), WAIT_MS);
  const enabled = asked.length > 0;
  const search = `query=${encodeURIComponent(asked)}&limit=8`;
  const people = useGet<UserPage>(`/users?${search}`, { enabled });
  const channels = useGet<ChannelPage>(`/channels/browse?${search}`, {
    enabled: enabled && mayFindChannels(client.user),
  });
  const own = client.channels.snapshot();
  const mine = new Set(own.map(({ id }) => id));
  const talkedTo = new Set(own.map(({ info }) => otherOf(info)));
  const targets: Target[] = [];
  for (const { id, username, displayName } of people.data?.items ?? []) {
    if (talkedTo.has(id)) continue;
    const go = (): void => void talkTo([id], navigate).catch(sayError);
    const icon = <Avatar userId={id} size={22} presence />;
    targets.push({
      key: `user ${id}`,
      texts: [displayName, username],
      hint: `@${username}`,
      unread: 0,
      weight: 10,
      icon,
      go,
    });
  }
  for (const channel of channels.data?.items ?? []) {
    if (mine.has(channel.id)) continue;
    const go = (): void => navigate(`/c/${channel.id}`);
    const icon = <ChannelIcon channel={channel} />;
    const { id, name, topic } = channel;
    targets.push({ key: id, texts: [name ?? ''], hint: topic, unread: 0, weight: 0, icon, go });
  }
  return { targets: enabled ? targets : [], waiting: people.isFetching || channels.isFetching };
}

function usePages(): Target[] {
  const { t } = useTranslation('shell');
  const [, navigate] = useLocation();
  const { openShortcuts } = useShell();
  const places = usePlaces();
  const finds = mayFindChannels(client.user);
  const page = (text: string, path: string, icon?: ReactNode): Target => ({
    key: path,
    texts: [text],
    unread: 0,
    weight: 5,
    icon,
    go: () => navigate(path),
  });
  const act = (text: string, icon: ReactNode, go: () => void): Target => ({
    key: text,
    texts: [text],
    unread: 0,
    weight: 0,
    icon,
    go,
  });
  return [
    ...places.map(({ name, path }) => page(t(`places.${name}`), path)),
    ...(finds ? [page(t('sections.browse'), '/browse')] : []),
    page(t('user.settings'), '/settings', <IconSettings size={18} aria-hidden />),
    ...(finds ? [act(t('sections.create'), <IconPlus size={18} aria-hidden />, openCreateChannel)] : []),
    act(t('shortcuts.title'), <IconKeyboard size={18} aria-hidden />, openShortcuts),
  ];
}

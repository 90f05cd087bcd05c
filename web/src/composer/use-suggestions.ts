import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { ChannelPage, MemberPage } from '../../../src/contract/channels.js';
import type { UserGroupPage } from '../../../src/contract/groups.js';
import type { UserPage } from '../../../src/contract/users.js';
import { mayFindChannels } from '../channels/powers';
import { client } from '../core/client';
import { useGet } from '../core/queries';
import { findEmojis, withTone } from '../emoji/emoji-set';
import { loadEmojis } from '../emoji/load-emojis';
import { ownTone } from '../emoji/own-emojis';
import { MAX_SUGGESTIONS, type Suggestion, suggestChannels, suggestEmojis, suggestPeople } from './suggestions';
import type { Token } from './token';

const ASK_AFTER_MS = 120;

/** What a token may become. */
export function useSuggestions(token: Token | null, channelId: string): Suggestion[] {
  const people = usePeople(token?.kind === '@' ? token.query : null, channelId);
  const emojis = useEmojis(token?.kind === ':' ? token.query : null);
  const channels = useChannels(token?.kind === '#' ? token.query : null);
  return token ? { '@': people, ':': emojis, '#': channels }[token.kind] : [];
}

const aboutFound = (asked: string): string => `query=${encodeURIComponent(asked)}&limit=${MAX_SUGGESTIONS}`;

function useChannels(query: string | null): Suggestion[] {
  const [asked] = useDebouncedValue(query ?? '', ASK_AFTER_MS);
  const enabled = query !== null && asked !== '' && mayFindChannels(client.user);
  const found = useGet<ChannelPage>(`/channels/browse?${aboutFound(asked)}`, { enabled, keep: true });
  if (query === null) return [];
  const own = client.channels.snapshot().flatMap(({ info }) => info ?? []);
  return suggestChannels(query, own, found.data?.items ?? [], location.origin);
}

function usePeople(query: string | null, channelId: string): Suggestion[] {
  const { t } = useTranslation('composer');
  const [asked] = useDebouncedValue(query ?? '', ASK_AFTER_MS);
  const enabled = query !== null;
  const search = aboutFound(asked);
  const members = useGet<MemberPage>(`/channels/${channelId}/members?limit=100`, { enabled });
  const others = useGet<UserPage>(`/users?${search}`, { enabled: enabled && asked !== '' });
  // Guests know of no groups.
  const groups = useGet<UserGroupPage>(`/groups?${search}`, { enabled: enabled && client.user?.guest === false });
  if (query === null) return [];
  const me = client.user?.id;
  return suggestPeople(query, {
    members: members.data?.items.flatMap(({ user }) => (user.id === me ? [] : [user])) ?? [],
    others: others.data?.items.filter(({ id }) => id !== me) ?? [],
    groups: groups.data?.items ?? [],
    all: { here: t('all.here'), channel: t('all.channel') },
  });
}

function useEmojis(query: string | null): Suggestion[] {
  const { i18n } = useTranslation();
  const { language } = i18n;
  const { data: set } = useQuery({
    queryKey: ['emojis', language],
    queryFn: () => loadEmojis(language),
    enabled: query !== null,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  if (query === null || !set) return [];
  const tone = ownTone();
  return suggestEmojis(findEmojis(set, query, MAX_SUGGESTIONS), ({ emoji, hasTones }) =>
    hasTones ? withTone(emoji, tone) : emoji,
  );
}

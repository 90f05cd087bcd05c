import { ActionIcon, ScrollArea } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { IconPinnedOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { MessageCard } from '../conversation/message-card';
import { client, useClientEvent } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { sayError } from '../core/say';
import { useObservable } from '../core/use-observable';
import { PanelHeader } from '../shell/panel-header';
import type { PanelProps } from '../shell/panel-props';

/** What is pinned in a channel, the last pinned first. */
export default function PinsPanel({ channelId }: PanelProps) {
  const { t } = useTranslation('pins');
  const path = `/channels/${channelId}/pins`;
  const pages = usePages<Message>(path);
  const { info } = useObservable(client.channel(channelId));
  const role = info && 'role' in info ? info.role : null;
  const mayUnpin = role === 'owner' || role === 'moderator' || (role !== null && info?.kind === 'direct');
  useClientEvent('applied', ({ channelId: changed, reset, changes }) => {
    const told =
      reset ||
      changes.some(({ kind, message }) => kind === 'pinned' || message.pinnedAt !== null || kind === 'deleted');
    if (changed === channelId && told) void refresh(path);
  });
  const unpin = (id: string): void => void client.call(`/messages/${id}/pin`, { method: 'DELETE' }).catch(sayError);
  return (
    <>
      <PanelHeader title={t('title')} />
      <ScrollArea flex={1} px="md" pb="md">
        <PageList pages={pages} empty={t('empty')}>
          {(message) => (
            <MessageCard key={message.id} message={message} to={`/c/${channelId}/${message.seq}?panel=pins`}>
              {mayUnpin && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('unpin')}
                  title={t('unpin')}
                  onClick={() => unpin(message.id)}
                >
                  <IconPinnedOff size={16} />
                </ActionIcon>
              )}
            </MessageCard>
          )}
        </PageList>
      </ScrollArea>
    </>
  );
}

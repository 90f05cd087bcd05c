import { ActionIcon, ScrollArea } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { IconPinnedOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRights } from '../channels/use-rights';
import { MessageCard } from '../conversation/message-card';
import { client, useClientEvent } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { sayError } from '../core/say';
import { PanelHeader } from '../shell/panel-header';
import type { PanelProps } from '../shell/panel-props';
import classes from './pins-panel.module.css';

/** What is pinned in a channel, the last pinned first. */
export default function PinsPanel({ channelId }: PanelProps) {
  const { t } = useTranslation('pins');
  const path = `/channels/${channelId}/pins`;
  const pages = usePages<Message>(path);
  const { pin: mayUnpin } = useRights(channelId);
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
        <PageList pages={pages} empty={t('empty')} className={classes.list}>
          {(message) => (
            <li key={message.id}>
              <MessageCard message={message} to={`/c/${channelId}/${message.seq}?panel=pins`}>
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
            </li>
          )}
        </PageList>
      </ScrollArea>
    </>
  );
}

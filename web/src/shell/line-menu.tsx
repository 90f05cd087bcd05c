import { ActionIcon, Menu } from '@mantine/core';
import {
  IconBell,
  IconBellOff,
  IconChecks,
  IconDots,
  IconDoorExit,
  IconFolder,
  IconInfoCircle,
  IconStar,
  IconStarOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { FAVORITES, placeChannel, useCategories } from '../channels/categories';
import { setMuted } from '../channels/hearing';
import { leaveChannel } from '../channels/leave-channel';
import { isMine } from '../channels/powers';
import { client } from '../core/client';
import { sayError } from '../core/say';
import type { Line } from './sections';

/** What can be done with a conversation from the list. */
export function LineMenu({ line, className }: { line: Line; className: string | undefined }) {
  const { t } = useTranslation('shell');
  const [, navigate] = useLocation();
  const categories = useCategories();
  const { channel, title, muted } = line;
  const { id, info, unread } = channel;
  const place = (category: string | null) => () => void placeChannel(id, category).catch(sayError);
  const placed = categories.find(({ channelIds }) => channelIds.includes(id));
  const favorite = placed?.id === FAVORITES;
  return (
    <Menu position="bottom-start" withinPortal shadow="md">
      <Menu.Target>
        <ActionIcon
          className={className ?? ''}
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('line.more', { name: title })}
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {unread > 0 && (
          <Menu.Item leftSection={<IconChecks size={16} />} onClick={() => client.channel(id).markRead()}>
            {t('line.markRead')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={favorite ? <IconStarOff size={16} /> : <IconStar size={16} />}
          onClick={place(favorite ? null : FAVORITES)}
        >
          {favorite ? t('line.unfavorite') : t('line.favorite')}
        </Menu.Item>
        {categories
          .filter((category) => category.id !== FAVORITES && category.id !== placed?.id)
          .map((category) => (
            <Menu.Item key={category.id} leftSection={<IconFolder size={16} />} onClick={place(category.id)}>
              {t('line.moveTo', { name: category.name })}
            </Menu.Item>
          ))}
        {placed && !favorite && (
          <Menu.Item leftSection={<IconFolder size={16} />} onClick={place(null)}>
            {t('line.moveOut', { name: placed.name })}
          </Menu.Item>
        )}
        {info && isMine(info) && (
          <Menu.Item
            leftSection={muted ? <IconBell size={16} /> : <IconBellOff size={16} />}
            onClick={() => void setMuted(info, !muted).catch(sayError)}
          >
            {muted ? t('line.unmute') : t('line.mute')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconInfoCircle size={16} />} onClick={() => navigate(`/c/${id}?panel=info`)}>
          {t('line.info')}
        </Menu.Item>
        {info && info.kind !== 'direct' && (
          <Menu.Item
            color="red"
            leftSection={<IconDoorExit size={16} />}
            onClick={() => leaveChannel(info, () => navigate('/'))}
          >
            {t('line.leave')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

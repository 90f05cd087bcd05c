import { Menu } from '@mantine/core';
import type { Message } from '@tertulia/client';
import {
  IconAlarm,
  IconBookmark,
  IconBookmarkOff,
  IconCopy,
  IconEye,
  IconFlag,
  IconLink,
  IconMail,
  IconMessageReply,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Point } from '../core/point';
import { PointAnchor } from '../core/point-popover';
import { useListTools } from './list-tools';
import type { MessageActions } from './message-actions';
import { REMINDERS, type ReminderName } from './reminder-times';
import { useIsSaved } from './saved';

export interface MessageMenuProps {
  message: Message;
  at: Point;
  actions: MessageActions;
  /** Whether the channel is small enough to tell who has read. */
  readers: boolean;
  onClose: () => void;
}

/** Everything that can be done with a message. */
export function MessageMenu({ message, at, actions, readers, onClose }: MessageMenuProps) {
  const { t } = useTranslation('conversation');
  const { userId, rights, threads, thread, edit } = useListTools();
  const saved = useIsSaved(message);
  const own = message.authorId === userId;
  const said = message.kind === 'user' && message.deletedAt === null;
  const icon = 16;
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={230} shadow="md" trapFocus returnFocus withinPortal>
      <Menu.Target>
        <PointAnchor at={at} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('actions.label')}>
        {said && threads && (
          <Menu.Item leftSection={<IconMessageReply size={icon} />} onClick={() => thread(message)}>
            {t('actions.thread')}
          </Menu.Item>
        )}
        {said && own && rights.post && (
          <Menu.Item leftSection={<IconPencil size={icon} />} onClick={() => edit(message)}>
            {t('actions.edit')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLink size={icon} />} onClick={() => actions.copyLink(message)}>
          {t('actions.copyLink')}
        </Menu.Item>
        {said && (
          <Menu.Item leftSection={<IconCopy size={icon} />} onClick={() => actions.copyText(message)}>
            {t('actions.copyText')}
          </Menu.Item>
        )}
        {rights.member && (
          <Menu.Item leftSection={<IconMail size={icon} />} onClick={() => actions.markUnread(message)}>
            {t('actions.markUnread')}
          </Menu.Item>
        )}
        {said && <Menu.Divider />}
        {said && rights.pin && (
          <Menu.Item
            leftSection={message.pinnedAt ? <IconPinnedOff size={icon} /> : <IconPin size={icon} />}
            onClick={() => actions.pin(message)}
          >
            {message.pinnedAt ? t('actions.unpin') : t('actions.pin')}
          </Menu.Item>
        )}
        {said && (
          <Menu.Item
            leftSection={saved ? <IconBookmarkOff size={icon} /> : <IconBookmark size={icon} />}
            onClick={() => actions.save(message)}
          >
            {saved ? t('actions.unsave') : t('actions.save')}
          </Menu.Item>
        )}
        {said && (
          <Menu.Sub>
            <Menu.Sub.Target>
              <Menu.Sub.Item leftSection={<IconAlarm size={icon} />}>{t('actions.remind')}</Menu.Sub.Item>
            </Menu.Sub.Target>
            <Menu.Sub.Dropdown>
              {(Object.keys(REMINDERS) as ReminderName[]).map((name) => (
                <Menu.Item key={name} onClick={() => actions.remind(message, name)}>
                  {t(`reminders.${name}`)}
                </Menu.Item>
              ))}
            </Menu.Sub.Dropdown>
          </Menu.Sub>
        )}
        {said && own && readers && (
          <Menu.Item leftSection={<IconEye size={icon} />} onClick={() => actions.readers(message)}>
            {t('actions.readers')}
          </Menu.Item>
        )}
        {said && (!own || rights.remove || rights.moderate) && <Menu.Divider />}
        {said && !own && (
          <Menu.Item leftSection={<IconFlag size={icon} />} onClick={() => actions.report(message)}>
            {t('actions.report')}
          </Menu.Item>
        )}
        {message.deletedAt === null && ((own && said && rights.remove) || rights.moderate) && (
          <Menu.Item color="red" leftSection={<IconTrash size={icon} />} onClick={() => actions.remove(message)}>
            {t('actions.delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

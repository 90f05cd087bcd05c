import { ActionIcon } from '@mantine/core';
import { IconCalendarClock, IconChartBar, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Late } from '../core/late';
import { LateMenu } from '../core/late-menu';
import { lazy } from '../core/lazy';

const PollDialog = lazy(() => import('./poll-dialog'));
const ScheduleDialog = lazy(() => import('./schedule-dialog'));

interface PlusMenuProps {
  channelId: string;
  body: string;
  onScheduled: () => void;
  /** A dialog was closed: the keys are the text's again. */
  onBack: () => void;
}

/** What a channel can be told besides text, and later than now. */
export function PlusMenu({ channelId, body, onScheduled, onBack }: PlusMenuProps) {
  const { t } = useTranslation('composer');
  const [dialog, open] = useState<'poll' | 'schedule' | null>(null);
  const close = (): void => {
    open(null);
    onBack();
  };
  return (
    <>
      <LateMenu
        position="top-start"
        shadow="md"
        returnFocus
        target={
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('more')}>
            <IconPlus size={19} stroke={1.75} />
          </ActionIcon>
        }
      >
        {(Menu) => (
          <>
            <Menu.Item leftSection={<IconChartBar size={16} />} onClick={() => open('poll')}>
              {t('poll.menu')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconCalendarClock size={16} />}
              disabled={body.trim() === ''}
              onClick={() => open('schedule')}
            >
              {t('schedule.menu')}
            </Menu.Item>
          </>
        )}
      </LateMenu>
      <Late onFailure={close} place={dialog ?? ''}>
        {dialog === 'poll' && <PollDialog channelId={channelId} onClose={close} />}
        {dialog === 'schedule' && (
          <ScheduleDialog channelId={channelId} body={body.trimEnd()} onClose={close} onScheduled={onScheduled} />
        )}
      </Late>
    </>
  );
}

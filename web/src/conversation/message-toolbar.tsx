import { ActionIcon, Tooltip } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { IconDots, IconMessageReply, IconMoodPlus } from '@tabler/icons-react';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { under } from '../core/point';
import { useListTools } from './list-tools';
import classes from './row.module.css';

const QUICK = ['👍', '❤️', '😂'];

/** What one does most with a message, beside it while one points there. */
export function MessageToolbar({ message }: { message: Message }) {
  const { t } = useTranslation('conversation');
  const { rights, threads, toggle, pick, thread, menu } = useListTools();
  return (
    <div className={classes.tools}>
      <div className={classes.toolbar} role="toolbar" aria-label={t('actions.label')}>
        {rights.respond &&
          QUICK.map((emoji) => (
            <Tool key={emoji} label={t('actions.reactWith', { emoji })} onClick={() => toggle(message, emoji)}>
              <span aria-hidden>{emoji}</span>
            </Tool>
          ))}
        {rights.respond && (
          <Tool label={t('actions.react')} onClick={({ currentTarget }) => pick(message, under(currentTarget))}>
            <IconMoodPlus size={17} />
          </Tool>
        )}
        {threads && (
          <Tool label={t('actions.thread')} onClick={() => thread(message)}>
            <IconMessageReply size={17} />
          </Tool>
        )}
        <Tool label={t('actions.more')} onClick={({ currentTarget }) => menu(message, under(currentTarget))}>
          <IconDots size={17} />
        </Tool>
      </div>
    </div>
  );
}

interface ToolProps {
  label: string;
  onClick: (event: MouseEvent) => void;
  children: ReactNode;
}

const Tool = ({ label, onClick, children }: ToolProps) => (
  <Tooltip label={label} openDelay={400} withArrow>
    <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} onClick={onClick}>
      {children}
    </ActionIcon>
  </Tooltip>
);

import { ActionIcon, Button, Indicator } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../core/dates';
import { DayText } from './day-text';
import classes from './list.module.css';
import type { Row } from './rows';

const SCROLLED_MS = 1_200;

interface TopDayProps {
  row: Row | undefined;
  feed: RefObject<HTMLElement | null>;
}

/** The day of the first row on the screen, unless the row says it itself; for as long as it is scrolled. */
export function TopDay({ row, feed }: TopDayProps) {
  const [scrolled, setScrolled] = useState(false);
  useEffect(() => {
    const list = feed.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (): void => {
      clearTimeout(timer);
      setScrolled(true);
      timer = setTimeout(() => setScrolled(false), SCROLLED_MS);
    };
    list?.addEventListener('scroll', listen, { passive: true });
    return () => {
      clearTimeout(timer);
      list?.removeEventListener('scroll', listen);
    };
  }, [feed]);
  if (!row || row.kind === 'start' || row.day !== null) return null;
  return (
    <div className={classes.topDay} data-scrolled={scrolled || undefined} aria-hidden>
      <DayText at={row.kind === 'message' ? row.message.createdAt : row.pending.createdAt} />
    </div>
  );
}

export interface UnreadPillProps {
  count: number;
  onJump: () => void;
  onRead: () => void;
}

/** What is new began further up. */
export function UnreadPill({ count, onJump, onRead }: UnreadPillProps) {
  const { t } = useTranslation('conversation');
  return (
    <div className={classes.pill}>
      <button type="button" onClick={onJump}>
        <IconArrowUp size={15} aria-hidden /> {t('newMessages', { count })}
      </button>
      <button type="button" onClick={onRead} aria-label={t('markRead')} title={t('markRead')}>
        <IconX size={15} aria-hidden />
      </button>
    </div>
  );
}

export function NewestButton({ unread, onClick }: { unread: number; onClick: () => void }) {
  const { t } = useTranslation('conversation');
  return (
    <Indicator
      className={classes.newest ?? ''}
      label={countText(unread)}
      disabled={unread === 0}
      size={18}
      color="clay.7"
      offset={4}
    >
      <ActionIcon
        size={38}
        radius="xl"
        variant="default"
        onClick={onClick}
        aria-label={unread > 0 ? `${t('toNewest')}: ${t('newMessages', { count: unread })}` : t('toNewest')}
      >
        <IconArrowDown size={20} />
      </ActionIcon>
    </Indicator>
  );
}

export function MoreFailure({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation(['conversation', 'common']);
  return (
    <Button className={classes.failure ?? ''} size="compact-sm" variant="default" role="alert" onClick={onRetry}>
      {t('pageFailed')} {t('common:retry')}
    </Button>
  );
}

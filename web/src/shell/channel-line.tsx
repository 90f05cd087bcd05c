import { VisuallyHidden } from '@mantine/core';
import { IconBellOff, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Late } from '../core/late';
import { lazy } from '../core/lazy';
import { UnreadBadge } from '../core/unread-badge';
import { ChannelIcon } from '../channels/channel-icon';
import { peopleOf } from '../channels/channel-title';
import { StatusEmoji } from '../people/status-emoji';
import { isUnread, type Line } from './sections';
import classes from './channel-line.module.css';

const LineMenu = lazy(async () => ({ default: (await import('./line-menu')).LineMenu }));

interface ChannelLineProps {
  line: Line;
  current: boolean;
  drafted: boolean;
}

/** One conversation of the list. */
export function ChannelLine({ line, current, drafted }: ChannelLineProps) {
  const { t } = useTranslation('shell');
  const [near, setNear] = useState(false);
  const { channel, title, muted, archived } = line;
  const { info } = channel;
  const unread = isUnread(line);
  const direct = info?.kind === 'direct';
  const badge = direct ? (unread ? channel.unread : 0) : channel.mentionCount;
  const [other, ...more] = info && direct ? peopleOf(info) : [];
  return (
    <div
      className={classes.line}
      data-current={current || undefined}
      data-unread={unread || undefined}
      data-quiet={muted || archived || undefined}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
    >
      <Link href={`/c/${channel.id}`} className={classes.link} aria-current={current ? 'page' : undefined}>
        {info && <ChannelIcon channel={info} />}
        <span className={classes.title}>{title}</span>
        {other && more.length === 0 && <StatusEmoji userId={other} />}
        {archived && <VisuallyHidden>{t('line.archived')}</VisuallyHidden>}
        {muted && <IconBellOff size={14} aria-label={t('line.muted')} />}
        {drafted && !current && <IconPencil size={14} aria-label={t('line.draft')} />}
        {badge > 0 && <UnreadBadge count={badge} />}
        {unread && <VisuallyHidden>{t('line.unread', { count: channel.unread })}</VisuallyHidden>}
        {channel.mentionCount > 0 && (
          <VisuallyHidden>{t('line.mentions', { count: channel.mentionCount })}</VisuallyHidden>
        )}
      </Link>
      {near && (
        <Late failure={null} onFailure={() => setNear(false)}>
          <LineMenu line={line} className={classes.more} />
        </Late>
      )}
    </div>
  );
}

import { VisuallyHidden } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { IconChartBar } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Avatar } from '../people/avatar';
import { UserName } from '../people/user-name';
import { shortMomentText } from '../core/dates';
import classes from './message-card.module.css';
import { MessageBody } from './message-body';

export interface MessageCardProps {
  message: Message;
  /** Where it leads; without one it leads nowhere. */
  to?: string;
  /** What stands under it, and what can be done with it. */
  children?: ReactNode;
}

/** A message outside of its conversation: who, when, what, and the way there. */
export function MessageCard({ message, to, children }: MessageCardProps) {
  const { t } = useTranslation('conversation');
  const { authorId, createdAt } = message;
  const time = <time dateTime={createdAt}>{shortMomentText(createdAt)}</time>;
  return (
    <article className={classes.card}>
      <header className={classes.header}>
        <Avatar userId={authorId} size={24} />
        <strong className={classes.name}>
          <UserName userId={authorId} />
        </strong>
        {to === undefined ? (
          time
        ) : (
          <Link href={to} className={classes.link}>
            {time} <VisuallyHidden>{t('goToMessage')}</VisuallyHidden>
          </Link>
        )}
      </header>
      <CardContent message={message} />
      {children}
    </article>
  );
}

/** What it says, where nothing can be done with it. */
export function CardContent({ message: { html, poll, deletedAt } }: { message: Message }) {
  const { t } = useTranslation(['conversation', 'polls']);
  if (deletedAt !== null) return <p className={classes.deleted}>{t('deleted')}</p>;
  return (
    <>
      <MessageBody html={html} />
      {poll && (
        <p className={classes.poll}>
          <IconChartBar size={16} aria-hidden /> {poll.question ?? t('polls:poll')}
        </p>
      )}
    </>
  );
}

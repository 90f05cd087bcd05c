import type { Message } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../people/avatar';
import { agoText } from '../core/dates';
import { useMinute } from '../core/use-now';
import { useListTools } from './list-tools';
import classes from './row.module.css';

const SHOWN = 4;

/** That there are replies, and the way to them. */
export function ThreadLine({ message, thread }: { message: Message; thread: NonNullable<Message['thread']> }) {
  const { t } = useTranslation('conversation');
  const tools = useListTools();
  const now = useMinute();
  return (
    <button type="button" className={classes.thread} onClick={() => tools.thread(message)}>
      {thread.participantIds.slice(0, SHOWN).map((userId) => (
        <Avatar key={userId} userId={userId} size={20} />
      ))}
      <span>{t('replies', { count: thread.seq })}</span>
      <span className={classes.threadAt}>{t('lastReply', { ago: agoText(thread.lastReplyAt, now) })}</span>
    </button>
  );
}

import type { Message } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { useUser } from '../people/use-user';
import { momentText, timeText } from '../core/dates';
import classes from './row.module.css';

/** What happened to the channel, in the reader's language. */
export function SystemRow({ message }: { message: Message }) {
  const { t } = useTranslation('conversation');
  const who = useUser(message.authorId)?.displayName ?? '…';
  const whom = useUser(message.system?.userId)?.displayName ?? '…';
  const { event, from, to } = message.system ?? {};
  const texts = {
    joined: () => t('system.joined', { who }),
    left: () => t('system.left', { who }),
    added: () => t('system.added', { who, whom }),
    removed: () => t('system.removed', { who, whom }),
    renamed: () => t('system.renamed', { who, from, to }),
    topic_changed: () => (to ? t('system.topicChanged', { who, to }) : t('system.topicCleared', { who })),
    archived: () => t('system.archived', { who }),
    restored: () => t('system.restored', { who }),
  };
  const text = event && event in texts ? texts[event]() : message.body;
  return (
    <div className={classes.system} data-seq={message.seq}>
      {message.deletedAt ? t('deleted') : text}
      <time dateTime={message.createdAt} title={momentText(message.createdAt)}>
        {timeText(message.createdAt)}
      </time>
    </div>
  );
}

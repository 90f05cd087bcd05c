import type { Message } from '@tertulia/client';
import { IconPinFilled } from '@tabler/icons-react';
import { memo, type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../people/avatar';
import { UserName } from '../people/user-name';
import { Poll } from '../polls/poll';
import { momentText, timeText } from './dates';
import { EditBox } from './edit-box';
import { useListTools } from './list-tools';
import { MessageBody } from './message-body';
import { MessageToolbar } from './message-toolbar';
import { Reactions } from './reactions';
import classes from './row.module.css';
import { ThreadLine } from './thread-line';

export interface MessageRowProps {
  message: Message;
  startsGroup: boolean;
  highlighted?: boolean;
  editing?: boolean;
}

/** One message. It is drawn anew when the message is another one than before, which is when its `rev` is. */
export const MessageRow = memo(function MessageRow({ message, startsGroup, highlighted, editing }: MessageRowProps) {
  const { t } = useTranslation('conversation');
  const { userId, menu } = useListTools();
  const [pointed, point] = useState(false);
  const { authorId, createdAt, deletedAt, mentions } = message;
  const forMe = authorId !== userId && (mentions.all !== 'none' || mentions.userIds.includes(userId));
  const openMenu = (event: MouseEvent): void => {
    // A link has a menu of its own, and so has what is selected.
    if ((event.target as Element).closest('a, textarea') || !getSelection()?.isCollapsed) return;
    event.preventDefault();
    menu(message, { x: event.clientX, y: event.clientY });
  };
  return (
    <div
      className={classes.line}
      data-seq={message.seq}
      data-highlighted={highlighted || undefined}
      data-for-me={forMe || undefined}
      data-starts={startsGroup || undefined}
      onMouseEnter={() => point(true)}
      onMouseLeave={() => point(false)}
      onFocus={() => point(true)}
      onBlur={({ currentTarget, relatedTarget }) => point(currentTarget.contains(relatedTarget))}
      onContextMenu={openMenu}
    >
      <div className={classes.gutter}>
        {startsGroup ? <Avatar userId={authorId} /> : <span className={classes.time}>{timeText(createdAt)}</span>}
      </div>
      <div className={classes.content}>
        {startsGroup && (
          <div className={classes.head}>
            <span className={classes.name}>
              <UserName userId={authorId} />
            </span>
            <time className={classes.at} dateTime={createdAt} title={momentText(createdAt)}>
              {timeText(createdAt)}
            </time>
          </div>
        )}
        {deletedAt ? (
          <p className={classes.deleted}>{t('deleted')}</p>
        ) : (
          <Content message={message} editing={editing} />
        )}
      </div>
      {pointed && !deletedAt && !editing && <MessageToolbar message={message} />}
    </div>
  );
});

function Content({ message, editing }: { message: Message; editing: boolean | undefined }) {
  const { t } = useTranslation('conversation');
  const { history, threads } = useListTools();
  if (editing) return <EditBox message={message} />;
  return (
    <>
      <MessageBody html={message.html} />
      {message.poll && <Poll message={message} counts={message.poll} />}
      {(message.editedAt || message.pinnedAt) && (
        <div className={classes.marks}>
          {message.pinnedAt && (
            <span className={classes.mark}>
              <IconPinFilled size={12} aria-hidden /> {t('pinned')}
            </span>
          )}
          {message.editedAt && (
            <button
              type="button"
              className={classes.markButton}
              title={momentText(message.editedAt)}
              onClick={() => history(message)}
            >
              {t('edited')}
            </button>
          )}
        </div>
      )}
      {message.reactions.length > 0 && <Reactions message={message} />}
      {threads && message.thread && <ThreadLine message={message} thread={message.thread} />}
    </>
  );
}

import type { Message } from '@tertulia/client';
import { memo, type MouseEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../people/avatar';
import { UserName } from '../people/user-name';
import { Poll } from '../polls/poll';
import { clockText, momentText, timeText } from '../core/dates';
import { type Point, under } from '../core/point';
import { EditBox } from './edit-box';
import { useListTools } from './list-tools';
import { MessageBody } from './message-body';
import { MessageMarks } from './message-marks';
import { MessageToolbar } from './message-toolbar';
import { Reactions } from './reactions';
import classes from './row.module.css';
import { ThreadLine } from './thread-line';

export interface MessageRowProps {
  message: Message;
  startsGroup: boolean;
  highlighted?: boolean;
  editing?: boolean;
  /** The one that the keyboard comes to. */
  active?: boolean;
}

/** One message. It is drawn anew when the message is another one than before, which is when its `rev` is. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, startsGroup, highlighted, editing, active } = props;
  const { t } = useTranslation('conversation');
  const { userId, menu, person } = useListTools();
  const [pointed, point] = useState(false);
  const { authorId, createdAt, deletedAt, mentions } = message;
  const forMe = authorId !== userId && (mentions.all !== 'none' || mentions.userIds.includes(userId));
  const showAuthor = ({ currentTarget }: MouseEvent): void => person(message, authorId, under(currentTarget));
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
        {startsGroup ? (
          // The name beside it is the button of whoever does not point.
          <button
            type="button"
            className={classes.face}
            tabIndex={-1}
            aria-hidden
            onMouseDown={(event) => event.preventDefault()}
            onClick={showAuthor}
          >
            <Avatar userId={authorId} />
          </button>
        ) : (
          <span className={classes.time}>{clockText(createdAt)}</span>
        )}
      </div>
      <div className={classes.content}>
        {startsGroup && (
          <div className={classes.head}>
            <button type="button" className={classes.name} tabIndex={active ? 0 : -1} onClick={showAuthor}>
              <UserName userId={authorId} />
            </button>
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
  const { threads, person } = useListTools();
  const showPerson = useCallback((id: string, at: Point) => person(message, id, at), [message, person]);
  if (editing) return <EditBox message={message} />;
  return (
    <>
      <MessageBody html={message.html} onPerson={showPerson} />
      {message.poll && <Poll message={message} counts={message.poll} />}
      <MessageMarks message={message} />
      {message.reactions.length > 0 && <Reactions message={message} />}
      {threads && message.thread && <ThreadLine message={message} thread={message.thread} />}
    </>
  );
}

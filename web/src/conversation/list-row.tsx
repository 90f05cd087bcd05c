import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../people/use-user';
import { shortMomentText } from '../core/dates';
import { useListTools } from './list-tools';
import { DayText } from './day-text';
import classes from './list.module.css';
import { MessageRow } from './message-row';
import { PendingMessageRow } from './pending-message';
import type { Row } from './rows';
import { SystemRow } from './system-row';

export interface ListRowProps {
  row: Row;
  start: ReactNode;
  highlighted: boolean;
  editing: boolean;
  /** The one that the keyboard comes to. */
  active: boolean;
}

/** Rows are made anew with every change of the list; what they show decides whether they are drawn anew. */
const isSame = (a: ListRowProps, b: ListRowProps): boolean =>
  a.highlighted === b.highlighted &&
  a.editing === b.editing &&
  a.active === b.active &&
  a.start === b.start &&
  a.row.kind === b.row.kind &&
  a.row.key === b.row.key &&
  a.row.day === b.row.day &&
  a.row.startsGroup === b.row.startsGroup &&
  (a.row.kind !== 'message' ||
    b.row.kind !== 'message' ||
    (a.row.firstUnread === b.row.firstUnread && a.row.message.rev === b.row.message.rev)) &&
  (a.row.kind !== 'pending' || b.row.kind !== 'pending' || a.row.pending === b.row.pending);

/** A row with what stands over it: a new day, the line before what is new. */
export const ListRow = memo(function ListRow({ row, start, highlighted, editing, active }: ListRowProps) {
  const { t } = useTranslation('conversation');
  const label = useLabel(row);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- one goes from article to article of a feed
    <article className={classes.row} tabIndex={active ? 0 : -1} data-key={row.key} aria-label={label}>
      {row.day && row.kind !== 'start' && (
        <div className={classes.day}>
          <DayText at={atOf(row)} />
        </div>
      )}
      {row.kind === 'message' && row.firstUnread && <div className={classes.unread}>{t('newDivider')}</div>}
      {row.kind === 'start' && start}
      {row.kind === 'pending' && <PendingMessageRow pending={row.pending} startsGroup={row.startsGroup} />}
      {row.kind === 'message' &&
        (row.message.kind === 'system' ? (
          <SystemRow message={row.message} />
        ) : (
          <MessageRow
            message={row.message}
            startsGroup={row.startsGroup}
            highlighted={highlighted}
            editing={editing}
            active={active}
          />
        ))}
    </article>
  );
}, isSame);

function useLabel(row: Row): string {
  const { t } = useTranslation('conversation');
  const { userId } = useListTools();
  const authorId = row.kind === 'message' ? row.message.authorId : userId;
  const who = useUser(authorId)?.displayName ?? '…';
  return row.kind === 'start' ? t('start.label') : `${who}, ${shortMomentText(atOf(row))}`;
}

const atOf = (row: Exclude<Row, { kind: 'start' }>): string =>
  row.kind === 'message' ? row.message.createdAt : row.pending.createdAt;

import type { Message } from '@tertulia/client';
import { IconBookmarkFilled, IconPinFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { momentText } from '../core/dates';
import { useListTools } from './list-tools';
import classes from './row.module.css';
import { useIsSaved } from './saved';

/** What is to be known of a message: that it is pinned, that the user keeps it, that it once said something else. */
export function MessageMarks({ message }: { message: Message }) {
  const { t } = useTranslation('conversation');
  const { history } = useListTools();
  const saved = useIsSaved(message);
  const { pinnedAt, editedAt } = message;
  if (!pinnedAt && !saved && !editedAt) return null;
  return (
    <div className={classes.marks}>
      {pinnedAt && (
        <span className={classes.mark}>
          <IconPinFilled size={12} aria-hidden /> {t('pinned')}
        </span>
      )}
      {saved && (
        <span className={classes.mark}>
          <IconBookmarkFilled size={12} aria-hidden /> {t('saved')}
        </span>
      )}
      {editedAt && (
        <button
          type="button"
          className={classes.markButton}
          title={momentText(editedAt)}
          onClick={() => history(message)}
        >
          {t('edited')}
        </button>
      )}
    </div>
  );
}

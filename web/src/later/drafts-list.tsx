import { useTranslation } from 'react-i18next';
import { withNamesAlone } from '../channels/channel-link';
import { drafts } from '../composer/drafts';
import { shortMomentText } from '../core/dates';
import { Empty } from '../core/empty';
import { useObservable } from '../core/use-observable';
import classes from './later.module.css';
import { LaterRow, RowButton } from './later-row';

/** What the user has begun to write, the last first. */
export function DraftsList() {
  const { t } = useTranslation('later');
  const book = drafts();
  const lines = useObservable(book);
  if (lines.length === 0) return <Empty text={t('drafts.empty')} />;
  return (
    <ul className={classes.list}>
      {lines.map(({ channelId, body, updatedAt }) => (
        <LaterRow
          key={channelId}
          channelId={channelId}
          at={shortMomentText(updatedAt)}
          actions={<RowButton onClick={() => book.write(channelId, '')}>{t('drafts.discard')}</RowButton>}
        >
          <div className={classes.text}>{withNamesAlone(body)}</div>
        </LaterRow>
      ))}
    </ul>
  );
}

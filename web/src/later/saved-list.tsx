import { useTranslation } from 'react-i18next';
import type { SavedMessagePage } from '../../../src/contract/saved-messages.js';
import { shortMomentText } from '../core/dates';
import { CardContent } from '../conversation/message-card';
import { client } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { UserName } from '../people/user-name';
import classes from './later.module.css';
import { attempt, LaterRow, RowButton } from './later-row';

/** Messages that the user keeps, as they are now. */
export function SavedList() {
  const { t } = useTranslation('later');
  const pages = usePages<SavedMessagePage['items'][number]>('/saved');
  const letGo = async (id: string): Promise<void> => {
    await client.call(`/messages/${id}/saved`, { method: 'DELETE' });
    await refresh('/saved');
  };
  return (
    <PageList className={classes.list} pages={pages} empty={t('saved.empty')}>
      {({ message }) => (
        <LaterRow
          key={message.id}
          channelId={message.channelId}
          seq={message.seq}
          at={
            <>
              <UserName userId={message.authorId} /> · {shortMomentText(message.createdAt)}
            </>
          }
          actions={<RowButton onClick={() => attempt(letGo(message.id))}>{t('saved.letGo')}</RowButton>}
        >
          <CardContent message={message} />
        </LaterRow>
      )}
    </PageList>
  );
}

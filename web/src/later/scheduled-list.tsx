import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduledMessage } from '../../../src/contract/scheduled.js';
import { withNamesAlone } from '../channels/channel-link';
import { comingText } from '../core/dates';
import { client, useClientEvent } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { ChangeDialog } from './change-dialog';
import classes from './later.module.css';
import { attempt, LaterRow, RowButton } from './later-row';

const PATH = '/scheduled';
const again = (): Promise<void> => refresh('/scheduled');

/** What is to be sent, in the order of its times. */
export function ScheduledList() {
  const { t } = useTranslation('later');
  const pages = usePages<ScheduledMessage>(PATH);
  const [changed, change] = useState<ScheduledMessage | null>(null);
  useClientEvent('scheduled', () => attempt(again()));
  const call = async (id: string, method: 'POST' | 'DELETE', what = ''): Promise<void> => {
    await client.call(`/scheduled/${id}${what}`, { method });
    await again();
  };
  return (
    <>
      <PageList className={classes.list} pages={pages} empty={t('scheduled.empty')}>
        {(item) => (
          <LaterRow
            key={item.id}
            channelId={item.channelId}
            at={comingText(item.sendAt)}
            actions={
              item.state !== 'sending' && (
                <>
                  <RowButton onClick={() => change(item)}>{t('edit')}</RowButton>
                  <RowButton onClick={() => attempt(call(item.id, 'POST', '/send-now'))}>
                    {t('scheduled.now')}
                  </RowButton>
                  <RowButton onClick={() => attempt(call(item.id, 'DELETE'))}>{t('delete')}</RowButton>
                </>
              )
            }
          >
            <div className={classes.text}>{withNamesAlone(item.body)}</div>
            {item.failure && (
              <div className={classes.failure}>{t('scheduled.failed', { why: item.failure.message })}</div>
            )}
          </LaterRow>
        )}
      </PageList>
      {changed && (
        <ChangeDialog
          title={t('scheduled.edit')}
          text={changed.body}
          time={changed.sendAt}
          onClose={() => change(null)}
          onSave={async ({ text, time }) => {
            const body = { body: text, sendAt: time.toISOString() };
            await client.call(`/scheduled/${changed.id}`, { method: 'PATCH', body });
            await again();
          }}
        />
      )}
    </>
  );
}

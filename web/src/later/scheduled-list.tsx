import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduledMessage, ScheduledPage } from '../../../src/contract/scheduled.js';
import { shortMomentText } from '../conversation/dates';
import { client, useClientEvent } from '../core/client';
import { refresh, useGet } from '../core/queries';
import { ChangeDialog } from './change-dialog';
import { LaterList } from './later-list';
import classes from './later.module.css';
import { attempt, LaterRow, RowButton } from './later-row';

const PATH = '/scheduled?limit=100';
const again = (): Promise<void> => refresh('/scheduled');

/** What is to be sent, in the order of its times. */
export function ScheduledList() {
  const { t } = useTranslation('later');
  const query = useGet<ScheduledPage>(PATH);
  const [changed, change] = useState<ScheduledMessage | null>(null);
  useClientEvent('scheduled', () => attempt(again()));
  const call = async (id: string, method: 'POST' | 'DELETE', what = ''): Promise<void> => {
    await client.call(`/scheduled/${id}${what}`, { method });
    await again();
  };
  return (
    <>
      <LaterList query={query} empty={t('scheduled.empty')}>
        {(item) => (
          <LaterRow
            key={item.id}
            channelId={item.channelId}
            at={shortMomentText(item.sendAt)}
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
            <div className={classes.text}>{item.body}</div>
            {item.failure && (
              <div className={classes.failure}>{t('scheduled.failed', { why: item.failure.message })}</div>
            )}
          </LaterRow>
        )}
      </LaterList>
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

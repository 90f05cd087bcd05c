import { Button, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reminder } from '../../../src/contract/reminders.js';
import { comingText } from '../core/dates';
import { client, useClientEvent } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { ChangeDialog } from './change-dialog';
import classes from './later.module.css';
import { attempt, LaterRow, RowButton } from './later-row';

const again = (): Promise<void> => refresh('/reminders');

/** What the user wants to be told of: what waits, and what was told. */
export function RemindersList() {
  const { t } = useTranslation('later');
  const waiting = usePages<Reminder>('/reminders?show=waiting');
  const told = usePages<Reminder>('/reminders?show=told');
  const [changed, change] = useState<Reminder | 'new' | null>(null);
  useClientEvent('reminder', () => attempt(again()));
  const remove = async (id: string): Promise<void> => {
    await client.call(`/reminders/${id}`, { method: 'DELETE' });
    await again();
  };
  const save = async ({ text, time }: { text: string; time: Date }): Promise<void> => {
    const body = { text, remindAt: time.toISOString() };
    if (changed === 'new') await client.call('/reminders', { method: 'POST', body });
    else if (changed) await client.call(`/reminders/${changed.id}`, { method: 'PATCH', body });
    await again();
  };
  const row = (item: Reminder) => (
    <LaterRow
      key={item.id}
      channelId={item.channelId}
      seq={item.seq}
      at={comingText(item.remindedAt ?? item.remindAt)}
      actions={
        <>
          <RowButton onClick={() => change(item)}>
            {item.remindedAt === null ? t('edit') : t('reminders.again')}
          </RowButton>
          <RowButton onClick={() => attempt(remove(item.id))}>{t('delete')}</RowButton>
        </>
      }
    >
      <div className={classes.text}>{item.text || <Text c="var(--app-muted)">{t('reminders.message')}</Text>}</div>
    </LaterRow>
  );
  return (
    <>
      <Button size="xs" mb="sm" variant="default" onClick={() => change('new')}>
        {t('reminders.new')}
      </Button>
      <PageList className={classes.list} pages={waiting} empty={t('reminders.empty')}>
        {row}
      </PageList>
      {told.items.length > 0 && (
        <>
          <Title order={2} size="h5" mt="lg">
            {t('reminders.told')}
          </Title>
          <PageList className={classes.list} pages={told} empty="">
            {row}
          </PageList>
        </>
      )}
      {changed && (
        <ChangeDialog
          title={changed === 'new' ? t('reminders.new') : t('reminders.edit')}
          text={changed === 'new' ? '' : changed.text}
          {...(changed !== 'new' && changed.remindedAt === null && { time: changed.remindAt })}
          onClose={() => change(null)}
          onSave={save}
        />
      )}
    </>
  );
}

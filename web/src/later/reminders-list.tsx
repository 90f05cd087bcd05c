import { Button, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reminder, ReminderPage } from '../../../src/contract/reminders.js';
import { shortMomentText } from '../conversation/dates';
import { client, useClientEvent } from '../core/client';
import { refresh, useGet } from '../core/queries';
import { ChangeDialog } from './change-dialog';
import { LaterList } from './later-list';
import classes from './later.module.css';
import { attempt, LaterRow, RowButton } from './later-row';

const again = (): Promise<void> => refresh('/reminders');

/** What the user wants to be told of: what waits, and what was told. */
export function RemindersList() {
  const { t } = useTranslation('later');
  const waiting = useGet<ReminderPage>('/reminders?show=waiting&limit=100');
  const told = useGet<ReminderPage>('/reminders?show=told&limit=100');
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
      at={shortMomentText(item.remindedAt ?? item.remindAt)}
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
      <LaterList query={waiting} empty={t('reminders.empty')}>
        {row}
      </LaterList>
      {told.data && told.data.items.length > 0 && (
        <>
          <Title order={2} size="h5" mt="lg">
            {t('reminders.told')}
          </Title>
          <LaterList query={told} empty="">
            {row}
          </LaterList>
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

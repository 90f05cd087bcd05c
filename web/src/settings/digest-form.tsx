import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DigestSchedule } from '../../../src/contract/preferences.js';
import { savePreferences } from './use-preferences';
import { weekdayOptions } from './weekdays';

const RHYTHMS = ['hour', 'day', 'week'] as const;

/** When the mail comes that sums up what went into no mail of its own. */
export function DigestForm({ digest: { every, at, weekday } }: { digest: DigestSchedule }) {
  const { t, i18n } = useTranslation('settings');
  const save = (change: Partial<DigestSchedule>): void => {
    const next = { every, at, weekday: weekday ?? 1, ...change };
    const { weekday: day, ...rest } = next;
    void savePreferences({ digest: next.every === 'week' ? { ...rest, weekday: day } : rest });
  };
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t('notifications.digest')}
        value={every}
        data={RHYTHMS.map((value) => ({ value, label: t(`notifications.every.${value}`) }))}
        onChange={({ currentTarget }) => save({ every: currentTarget.value as DigestSchedule['every'] })}
      />
      {every === 'week' && (
        <NativeSelect
          label={t('notifications.weekday')}
          value={String(weekday ?? 1)}
          data={weekdayOptions(i18n.language)}
          onChange={({ currentTarget }) => save({ weekday: Number(currentTarget.value) })}
        />
      )}
      <TextInput
        type="time"
        label={t('notifications.at')}
        value={at}
        onChange={({ currentTarget }) => currentTarget.value && save({ at: currentTarget.value })}
      />
    </Group>
  );
}

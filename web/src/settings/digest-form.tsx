import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DigestSchedule } from '../../../src/contract/preferences.js';
import { savePreferences } from './use-preferences';
import { weekdayOptions } from './weekdays';

const RHYTHMS = ['hour', 'day', 'week'] as const;

/** When the mail comes that sums up what went into no mail of its own. */
export function DigestForm({ digest: { every, at, weekday } }: { digest: DigestSchedule }) {
  const { t, i18n } = useTranslation('settings');
  const [typed, type] = useState<string | null>(null);
  const save = (change: Partial<DigestSchedule>): Promise<boolean> => {
    const next = { every, at, weekday: weekday ?? 1, ...change };
    const { weekday: day, ...rest } = next;
    return savePreferences({ digest: next.every === 'week' ? { ...rest, weekday: day } : rest });
  };
  /** Once it is written whole: while it is typed, most of what stands there is nobody's choice. */
  const saveTime = (): void => {
    if (typed && typed !== at) void save({ at: typed });
    type(null);
  };
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t('notifications.digest')}
        value={every}
        data={RHYTHMS.map((value) => ({ value, label: t(`notifications.every.${value}`) }))}
        onChange={({ currentTarget }) => void save({ every: currentTarget.value as DigestSchedule['every'] })}
      />
      {every === 'week' && (
        <NativeSelect
          label={t('notifications.weekday')}
          value={String(weekday ?? 1)}
          data={weekdayOptions(i18n.language)}
          onChange={({ currentTarget }) => void save({ weekday: Number(currentTarget.value) })}
        />
      )}
      <TextInput
        type="time"
        label={t('notifications.at')}
        value={typed ?? at}
        onChange={({ currentTarget }) => type(currentTarget.value)}
        onBlur={saveTime}
        onKeyDown={({ key }) => key === 'Enter' && saveTime()}
      />
    </Group>
  );
}

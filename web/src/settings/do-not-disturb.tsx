import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNow } from '../core/use-now';
import { mediumMomentText } from '../core/dates';
import { savePreferences } from './use-preferences';

const HOUR_MS = 3_600_000;

/** Tomorrow morning by the clock of this browser. */
function tomorrow(): Date {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(9, 0, 0, 0);
  return at;
}

const CHOICES = {
  hour: () => new Date(Date.now() + HOUR_MS),
  fourHours: () => new Date(Date.now() + 4 * HOUR_MS),
  tomorrow,
  week: () => new Date(Date.now() + 7 * 24 * HOUR_MS),
} as const;

/** Silence until a time. */
export function DoNotDisturb({ until }: { until: string | null }) {
  const { t } = useTranslation('settings');
  const end = until === null ? 0 : Date.parse(until);
  const silent = end > useNow((now) => now < end);
  const choose = (at: Date | null): void =>
    void savePreferences({ doNotDisturbUntil: at === null ? null : at.toISOString() });
  return (
    <>
      <Text component="output" display="block" mb="xs">
        {silent && until !== null
          ? t('notifications.silentUntil', { time: mediumMomentText(until) })
          : t('notifications.notSilent')}
      </Text>
      <Group gap="xs">
        {(Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((choice) => (
          <Button key={choice} variant="default" size="xs" onClick={() => choose(CHOICES[choice]())}>
            {t(`notifications.silence.${choice}`)}
          </Button>
        ))}
        {silent && (
          <Button variant="subtle" size="xs" onClick={() => choose(null)}>
            {t('notifications.endSilence')}
          </Button>
        )}
      </Group>
    </>
  );
}

import { ActionIcon, Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preferences } from '../../../src/contract/notifications.js';
import type { QuietWindow } from '../../../src/contract/preferences.js';
import { say } from '../core/say';
import classes from './settings.module.css';
import { savePreferences } from './use-preferences';
import { weekdayName, weekdayOptions, WEEKDAYS } from './weekdays';

const MAX_WINDOWS = 28;
const NIGHT = { from: '22:00', to: '07:00' };

/** Times of the week in which nothing rings. */
export function QuietHoursForm({ windows: saved }: { windows: Preferences['quietHours'] }) {
  const { t } = useTranslation(['settings', 'common']);
  const [windows, setWindows] = useState<QuietWindow[]>(saved);
  const changed = JSON.stringify(windows) !== JSON.stringify(saved);
  const change = (index: number, part: Partial<QuietWindow>): void =>
    setWindows(windows.map((window, i) => (i === index ? { ...window, ...part } : window)));
  const add = (more: QuietWindow[]): void => setWindows([...windows, ...more].slice(0, MAX_WINDOWS));
  const save = async (): Promise<void> => {
    if (await savePreferences({ quietHours: windows })) say(t('saved'));
  };
  return (
    <Stack gap="sm" align="flex-start">
      {windows.map((window, index) => (
        <Line
          // Lines have no names, and move only as others go.
          key={index}
          number={index + 1}
          window={window}
          onChange={(part) => change(index, part)}
          onRemove={() => setWindows(windows.filter((_, i) => i !== index))}
        />
      ))}
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={windows.length >= MAX_WINDOWS}
          onClick={() => add([{ weekday: 1, ...NIGHT }])}
        >
          {t('notifications.addWindow')}
        </Button>
        {windows.length === 0 && (
          <Button variant="default" size="xs" onClick={() => add(WEEKDAYS.map((weekday) => ({ weekday, ...NIGHT })))}>
            {t('notifications.everyNight')}
          </Button>
        )}
        {changed && (
          <Button size="xs" onClick={() => void save()}>
            {t('notifications.saveQuiet')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface LineProps {
  number: number;
  window: QuietWindow;
  onChange: (part: Partial<QuietWindow>) => void;
  onRemove: () => void;
}

function Line({ number, window: { weekday, from, to }, onChange, onRemove }: LineProps) {
  const { t, i18n } = useTranslation('settings');
  // A day may have several.
  const which = { number, day: weekdayName(weekday, i18n.language) };
  return (
    <div className={classes.window}>
      <NativeSelect
        aria-label={t('notifications.windowDay', which)}
        value={String(weekday)}
        data={weekdayOptions(i18n.language)}
        onChange={({ currentTarget }) => onChange({ weekday: Number(currentTarget.value) })}
      />
      <TextInput
        type="time"
        aria-label={t('notifications.from', which)}
        value={from}
        required
        onChange={({ currentTarget }) => currentTarget.value && onChange({ from: currentTarget.value })}
      />
      <span aria-hidden>–</span>
      <TextInput
        type="time"
        aria-label={t('notifications.to', which)}
        value={to}
        required
        onChange={({ currentTarget }) => currentTarget.value && onChange({ to: currentTarget.value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('notifications.removeWindow', which)}
        onClick={onRemove}
      >
        <IconTrash size={18} />
      </ActionIcon>
    </div>
  );
}

import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { REMINDERS } from '../conversation/reminder-times';
import { weekdayText } from '../core/dates';
import { fromLocalInput, toLocalInput } from '../core/local-time';

const OFFERED = ['in1Hour', 'tomorrow', 'nextMonday'] as const;
const MAX_DAYS_AHEAD = 120;
const DAY_MS = 86_400_000;

interface TimeChoiceProps {
  /** What the button beside the field says. */
  label: string;
  initial?: Date | undefined;
  busy: boolean;
  onChoose: (time: Date) => void;
}

/** A time to come: one of the usual ones at once, or any other. */
export function TimeChoice({ label, initial, busy, onChoose }: TimeChoiceProps) {
  const { t } = useTranslation('composer');
  const [now] = useState(() => new Date());
  const [text, setText] = useState(() => toLocalInput(initial ?? REMINDERS.tomorrow(now)));
  const [isPast, setPast] = useState(false);
  const submit = (): void => {
    const time = fromLocalInput(text);
    const wrong = !time || time.getTime() <= Date.now();
    setPast(wrong);
    if (!wrong) onChoose(time);
  };
  return (
    <Stack gap="xs">
      {OFFERED.map((name) => {
        const time = REMINDERS[name](now);
        return (
          <Button
            key={name}
            variant="default"
            justify="space-between"
            loading={busy}
            onClick={() => onChoose(time)}
            rightSection={
              <Text component="span" c="var(--app-muted)" fz="sm">
                {weekdayText(time)}
              </Text>
            }
          >
            {t(`times.${name}`)}
          </Button>
        );
      })}
      <Group align="flex-end" gap="xs">
        <TextInput
          type="datetime-local"
          flex="1 1 13rem"
          label={t('times.other')}
          value={text}
          min={toLocalInput(now)}
          max={toLocalInput(new Date(now.getTime() + MAX_DAYS_AHEAD * DAY_MS))}
          error={isPast && t('times.past')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button loading={busy} onClick={submit}>
          {label}
        </Button>
      </Group>
    </Stack>
  );
}

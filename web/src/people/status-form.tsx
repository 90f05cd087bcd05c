import { ActionIcon, Button, Group, Popover, Select, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMoodSmile } from '@tabler/icons-react';
import type { CustomStatus, Presence, SetStatus } from '@tertulia/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { EmojiPicker } from '../emoji/emoji-picker';
import { rememberPresence } from './presence';
import { type Expiry, endOf, EXPIRIES } from './status-expiry';
import classes from './status-form.module.css';

const PRESETS = [
  { emoji: '🗓️', key: 'meeting', expiry: 'hour' },
  { emoji: '🍽️', key: 'lunch', expiry: 'hour' },
  { emoji: '🏡', key: 'remote', expiry: 'today' },
  { emoji: '🤒', key: 'sick', expiry: 'today' },
  { emoji: '🌴', key: 'holiday', expiry: 'never' },
] as const;

interface StatusFormProps {
  current: CustomStatus | null;
  onDone: () => void;
}

/** What the user says of themselves, and until when. */
export function StatusForm({ current, onDone }: StatusFormProps) {
  const { t } = useTranslation(['people', 'common']);
  const form = useForm<{ emoji: string; text: string; expiry: Expiry }>({
    initialValues: { emoji: current?.emoji ?? '', text: current?.text ?? '', expiry: current ? 'keep' : 'never' },
  });
  const set = async (status: Partial<SetStatus>): Promise<void> => {
    try {
      rememberPresence(await client.call<Presence>('/users/me/status', { method: 'PUT', body: status }));
      onDone();
    } catch (error) {
      sayError(error);
    }
  };
  const submit = form.onSubmit(({ emoji, text, expiry }) => {
    const expiresAt = expiry === 'keep' ? (current?.expiresAt ?? null) : endOf(expiry);
    return set({ emoji: emoji.trim() || null, text: text.trim(), expiresAt });
  });
  const expiries = current ? (['keep', ...EXPIRIES] as const) : EXPIRIES;
  return (
    <form onSubmit={submit}>
      <Stack>
        <Group align="end" wrap="nowrap">
          <StatusEmojiButton emoji={form.values.emoji} onPick={(emoji) => form.setFieldValue('emoji', emoji)} />
          <TextInput
            flex={1}
            label={t('status.text')}
            maxLength={100}
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('text')}
          />
        </Group>
        <div className={classes.presets}>
          {PRESETS.map(({ emoji, key, expiry }) => (
            <UnstyledButton
              key={key}
              className={classes.preset}
              onClick={() => form.setValues({ emoji, text: t(`status.presets.${key}`), expiry })}
            >
              <span aria-hidden>{emoji}</span> {t(`status.presets.${key}`)}
            </UnstyledButton>
          ))}
        </div>
        <Select
          label={t('status.until')}
          data={expiries.map((value) => ({ value, label: t(`status.expiry.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('expiry')}
        />
        <Group justify="flex-end">
          {current && (
            <Button variant="default" onClick={() => void set({})}>
              {t('status.clear')}
            </Button>
          )}
          <Button type="submit" loading={form.submitting}>
            {t('common:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function StatusEmojiButton({ emoji, onPick }: { emoji: string; onPick: (emoji: string) => void }) {
  const { t } = useTranslation('people');
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('status.emoji')}
          onClick={() => setOpened((shown) => !shown)}
        >
          {emoji ? <span aria-hidden>{emoji}</span> : <IconMoodSmile size={20} stroke={1.75} />}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={t('status.emoji')}>
        <EmojiPicker
          onPick={(picked) => {
            onPick(picked);
            setOpened(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { showFieldErrors } from '../core/form-errors';
import { say } from '../core/say';
import { peopleChanged } from './member-acts';
import { inMinutes } from './until';

/** Minutes; 0 is for good. */
const DURATIONS = ['10', '60', '1440', '10080', '43200'] as const;

interface JudgeFormProps {
  channelId: string;
  target: Pick<User, 'id' | 'displayName'>;
  verdict: 'mute' | 'ban';
  onDone: () => void;
}

/** For how long somebody is silenced or kept out, and why. */
export function JudgeForm({ channelId, target, verdict, onDone }: JudgeFormProps) {
  const { t } = useTranslation('running');
  const bans = verdict === 'ban';
  const durations = bans ? ([...DURATIONS, '0'] as const) : DURATIONS;
  const form = useForm({ initialValues: { minutes: bans ? '0' : '60', reason: '' } });
  const submit = form.onSubmit(async ({ minutes, reason }) => {
    const length = Number(minutes);
    const until = length === 0 ? null : inMinutes(length);
    try {
      if (bans) {
        await client.call(`/channels/${channelId}/bans/${target.id}`, { method: 'PUT', body: { reason, until } });
      } else {
        const path = `/channels/${channelId}/members/${target.id}/mute`;
        await client.call(path, { method: 'PUT', body: { minutes: length, reason } });
        say(t('members.muted', { name: target.displayName }));
      }
      peopleChanged(channelId);
      onDone();
    } catch (error) {
      showFieldErrors(form, error);
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select
          label={t('judge.duration')}
          allowDeselect={false}
          data={durations.map((value) => ({ value, label: t(`judge.durations.${value}`) }))}
          {...form.getInputProps('minutes')}
        />
        <TextInput label={t('judge.reason')} maxLength={500} {...form.getInputProps('reason')} />
        <Group justify="flex-end">
          <Button type="submit" color="red" loading={form.submitting}>
            {t(bans ? 'judge.ban' : 'judge.mute')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, NumberInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Channel, UpdateChannel } from '../../../src/contract/channels.js';
import { client } from '../core/client';
import { showFieldErrors } from '../core/form-errors';
import { refresh } from '../core/queries';
import { say, sayError } from '../core/say';
import { confirm } from '../core/open-dialog';

const SLOW = ['0', '5', '30', '60', '300', '3600', '21600'] as const;

interface ChannelSettingsProps {
  channel: Channel;
  /** Retention and archiving are the owners'. */
  owns: boolean;
}

/** What a channel is called, and its rules. */
export function ChannelSettings({ channel, owns }: ChannelSettingsProps) {
  const { t } = useTranslation('running');
  const form = useForm({
    initialValues: {
      name: channel.name ?? '',
      topic: channel.topic,
      description: channel.description,
      announcement: channel.posting === 'moderators',
      slowModeSeconds: String(channel.slowModeSeconds),
      systemMessages: channel.systemMessages,
      retentionDays: channel.retentionDays ?? ('' as number | string),
    },
    validate: { name: (name) => (name.trim() === '' ? t('settings.nameless') : null) },
  });
  const submit = form.onSubmit(async ({ announcement, slowModeSeconds, retentionDays, ...fields }) => {
    const retention = owns ? { retentionDays: retentionDays === '' ? null : Number(retentionDays) } : {};
    const body: UpdateChannel = {
      ...fields,
      ...retention,
      posting: announcement ? 'moderators' : 'everyone',
      slowModeSeconds: Number(slowModeSeconds),
    };
    try {
      await client.call(`/channels/${channel.id}`, { method: 'PATCH', body });
      await refresh('/channels/browse');
      say(t('settings.saved'));
    } catch (error) {
      showFieldErrors(form, error);
    }
  });
  const custom = String(channel.slowModeSeconds);
  const slow = SLOW.map((value) => ({ value: value as string, label: t(`settings.slows.${value}`) }));
  if (!slow.some(({ value }) => value === custom)) {
    slow.push({ value: custom, label: t('settings.custom', { count: channel.slowModeSeconds }) });
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t('settings.name')} maxLength={80} {...form.getInputProps('name')} />
        <TextInput label={t('settings.topic')} maxLength={250} {...form.getInputProps('topic')} />
        <Textarea
          label={t('settings.description')}
          maxLength={1000}
          autosize
          minRows={2}
          maxRows={8}
          {...form.getInputProps('description')}
        />
        <Switch label={t('settings.posting')} {...form.getInputProps('announcement', { type: 'checkbox' })} />
        <Select
          label={t('settings.slow')}
          allowDeselect={false}
          data={slow}
          {...form.getInputProps('slowModeSeconds')}
        />
        <Switch label={t('settings.systemMessages')} {...form.getInputProps('systemMessages', { type: 'checkbox' })} />
        {owns && (
          <NumberInput
            label={t('settings.retention')}
            description={t('settings.retentionText')}
            min={1}
            max={36_500}
            allowDecimal={false}
            {...form.getInputProps('retentionDays')}
          />
        )}
        <Button type="submit" loading={form.submitting}>
          {t('settings.save')}
        </Button>
        {owns && <ArchiveButton channel={channel} />}
      </Stack>
    </form>
  );
}

function ArchiveButton({ channel }: { channel: Channel }) {
  const { t } = useTranslation('running');
  const { id, name, archivedAt } = channel;
  const act = (call: Promise<unknown>): void => void call.catch(sayError);
  if (archivedAt) {
    return (
      <Button variant="default" onClick={() => act(client.call(`/channels/${id}/restore`, { method: 'POST' }))}>
        {t('settings.restore')}
      </Button>
    );
  }
  const archive = (): void =>
    confirm(
      {
        title: t('settings.archiveTitle', { name: name ?? '' }),
        text: t('settings.archiveText'),
        action: t('settings.archive'),
      },
      () => act(client.call(`/channels/${id}`, { method: 'DELETE' })),
    );
  return (
    <Button variant="subtle" color="red" onClick={archive}>
      {t('settings.archive')}
    </Button>
  );
}

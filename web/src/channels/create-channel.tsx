import { Button, Group, Radio, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { client } from '../core/client';
import { showFieldErrors } from '../core/form-errors';

/** A new channel, which the user owns. */
export function CreateChannel({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('channels');
  const [, navigate] = useLocation();
  const form = useForm({
    initialValues: {
      name: '',
      kind: 'public' as 'public' | 'private',
      topic: '',
      description: '',
      systemMessages: true,
    },
    validate: { name: (name) => (name.trim() === '' ? t('create.nameless') : null) },
  });
  const submit = form.onSubmit(async (fields) => {
    try {
      const { id } = await client.createChannel(fields);
      onDone();
      navigate(`/c/${id}`);
    } catch (error) {
      showFieldErrors(form, error);
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('create.name')}
          description={t('create.nameRule')}
          maxLength={80}
          withAsterisk
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Radio.Group label={t('create.kind')} {...form.getInputProps('kind')}>
          <Stack gap="xs" mt="xs">
            <Radio value="public" label={t('create.public')} description={t('create.publicText')} />
            <Radio value="private" label={t('create.private')} description={t('create.privateText')} />
          </Stack>
        </Radio.Group>
        <TextInput label={t('create.topic')} maxLength={250} autoComplete="off" {...form.getInputProps('topic')} />
        <Textarea
          label={t('create.description')}
          maxLength={1000}
          autosize
          minRows={2}
          maxRows={6}
          {...form.getInputProps('description')}
        />
        <Switch label={t('create.systemMessages')} {...form.getInputProps('systemMessages', { type: 'checkbox' })} />
        <Group justify="flex-end">
          <Button type="submit" loading={form.submitting}>
            {t('create.action')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

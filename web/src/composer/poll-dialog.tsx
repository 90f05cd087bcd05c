import { Alert, Button, CloseButton, Group, Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { sayError } from '../core/say';
import {
  faultOf,
  MAX_OPTION,
  MAX_OPTIONS,
  MAX_QUESTION,
  MIN_OPTIONS,
  type PollFault,
  type PollForm,
  pollOf,
} from './new-poll';

interface PollDialogProps {
  channelId: string;
  onClose: () => void;
}

/** A question to the channel, with answers to choose from. */
export default function PollDialog({ channelId, onClose }: PollDialogProps) {
  const { t } = useTranslation(['composer', 'common']);
  const [fault, setFault] = useState<PollFault | null>(null);
  const form = useForm<PollForm>({
    initialValues: { question: '', options: ['', ''], multiple: false, anonymous: false, closesAt: '' },
    onValuesChange: () => setFault(null),
  });
  const { options } = form.values;
  const submit = (values: PollForm): void => {
    const found = faultOf(values);
    setFault(found);
    if (found) return;
    client
      .channel(channelId)
      .send(values.question.trim(), { poll: pollOf(values) })
      .kept.catch(sayError);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('poll.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <TextInput
            label={t('poll.question')}
            required
            data-autofocus
            maxLength={MAX_QUESTION}
            {...form.getInputProps('question')}
            error={fault === 'question' && t('poll.fault.question')}
          />
          {options.map((_, index) => (
            <TextInput
              // The fields have no other identity than their place.
              // eslint-disable-next-line react/no-array-index-key
              key={index}
              label={t('poll.option', { number: index + 1 })}
              maxLength={MAX_OPTION}
              rightSection={
                options.length > MIN_OPTIONS && (
                  <CloseButton
                    size="sm"
                    aria-label={t('poll.remove', { number: index + 1 })}
                    onClick={() => form.removeListItem('options', index)}
                  />
                )
              }
              {...form.getInputProps(`options.${index}`)}
            />
          ))}
          {options.length < MAX_OPTIONS && (
            <Group>
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconPlus size={16} />}
                onClick={() => form.insertListItem('options', '')}
              >
                {t('poll.add')}
              </Button>
            </Group>
          )}
          <Switch label={t('poll.multiple')} {...form.getInputProps('multiple', { type: 'checkbox' })} />
          <Switch label={t('poll.anonymous')} {...form.getInputProps('anonymous', { type: 'checkbox' })} />
          <TextInput
            type="datetime-local"
            label={t('poll.closesAt')}
            description={t('poll.closesAtHint')}
            {...form.getInputProps('closesAt')}
            error={fault === 'time' && t('poll.fault.time')}
          />
          {(fault === 'options' || fault === 'same') && (
            <Alert color="red" role="alert">
              {t(`poll.fault.${fault}`)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit">{t('poll.ask')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withNamesAlone } from '../channels/channel-link';
import { textOf } from '../core/say';
import { useListTools } from './list-tools';
import { deleteMessage } from './message-actions';
import classes from './dialog.module.css';

/** Asks before a message goes, and moderators why. */
export function RemoveDialog({ message, onDone }: { message: Message; onDone: () => void }) {
  const { t } = useTranslation(['conversation', 'common']);
  const { userId } = useListTools();
  const [reason, give] = useState('');
  const [error, fail] = useState<string | null>(null);
  const [removing, remove] = useState(false);
  const others = message.authorId !== userId;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    remove(true);
    try {
      await deleteMessage(message, others ? reason.trim() : '');
      onDone();
    } catch (thrown) {
      fail(textOf(thrown));
      remove(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {error && (
        <Alert color="red" role="alert" mb="md">
          {error}
        </Alert>
      )}
      <Text mb="sm">{others ? t('remove.others') : t('remove.own')}</Text>
      <blockquote className={classes.quote}>{withNamesAlone(message.body)}</blockquote>
      {others && (
        <TextInput
          label={t('remove.reason')}
          description={t('remove.reasonHint')}
          maxLength={500}
          value={reason}
          onChange={({ currentTarget }) => give(currentTarget.value)}
          mb="md"
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" color="red" loading={removing} data-autofocus={!others || undefined}>
          {t('actions.delete')}
        </Button>
      </Group>
    </form>
  );
}

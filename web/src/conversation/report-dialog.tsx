import { Alert, Button, Group, Radio, Stack, Textarea } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withNamesAlone } from '../channels/channel-link';
import { client } from '../core/client';
import { say, textOf } from '../core/say';
import classes from './dialog.module.css';

const REASONS = ['spam', 'harassment', 'illegal', 'sensitive', 'other'] as const;

/** Hands a message to those who judge it. */
export function ReportDialog({ message, onDone }: { message: Message; onDone: () => void }) {
  const { t } = useTranslation(['conversation', 'common']);
  const [reason, choose] = useState<string | null>(null);
  const [comment, write] = useState('');
  const [error, fail] = useState<string | null>(null);
  const [sending, send] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    send(true);
    try {
      await client.call(`/messages/${message.id}/reports`, { method: 'POST', body: { reason, comment } });
      say(t('report.done'));
      onDone();
    } catch (thrown) {
      fail(textOf(thrown));
      send(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {error && (
        <Alert color="red" role="alert" mb="md">
          {error}
        </Alert>
      )}
      <blockquote className={classes.quote}>{withNamesAlone(message.body)}</blockquote>
      <Radio.Group label={t('report.why')} value={reason} onChange={choose} required mb="md">
        <Stack gap="xs" mt="xs">
          {REASONS.map((each) => (
            <Radio key={each} value={each} label={t(`report.reasons.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('report.comment')}
        maxLength={1000}
        autosize
        minRows={2}
        value={comment}
        onChange={({ currentTarget }) => write(currentTarget.value)}
        mb="md"
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" disabled={reason === null} loading={sending}>
          {t('report.submit')}
        </Button>
      </Group>
    </form>
  );
}

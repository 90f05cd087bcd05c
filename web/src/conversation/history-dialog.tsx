import { Stack, Text } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import type { MessageEditPage } from '../../../src/contract/messages.js';
import { useGet } from '../core/queries';
import { textOf } from '../core/say';
import { Waiting } from '../core/waiting';
import { momentText } from '../core/dates';
import { MessageBody } from './message-body';

/** What a message said before, the last first. */
export function HistoryDialog({ message }: { message: Message }) {
  const { t } = useTranslation('conversation');
  const { data, error } = useGet<MessageEditPage>(`/messages/${message.id}/edits?limit=100`);
  if (error) return <Text role="alert">{textOf(error)}</Text>;
  if (!data) return <Waiting />;
  return (
    <Stack gap="md">
      <section>
        <Text fz="sm" fw={600} c="var(--app-muted)">
          {t('history.now')}
        </Text>
        <MessageBody html={message.html} />
      </section>
      {data.items.map(({ rev, html, replacedAt }) => (
        <section key={rev}>
          <Text fz="sm" fw={600} c="var(--app-muted)">
            {t('history.until', { at: momentText(replacedAt) })}
          </Text>
          <MessageBody html={html} />
        </section>
      ))}
    </Stack>
  );
}

import { Group, Stack, Text } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import type { UserPage } from '../../../src/contract/users.js';
import { useGet } from '../core/queries';
import { textOf } from '../core/say';
import { Waiting } from '../core/waiting';
import { Avatar } from '../people/avatar';

/** Who has read a message. */
export function ReadersDialog({ message }: { message: Message }) {
  const { t } = useTranslation('conversation');
  const { data, error } = useGet<UserPage>(`/messages/${message.id}/readers`, { staleTime: 0 });
  if (error) return <Text role="alert">{textOf(error)}</Text>;
  if (!data) return <Waiting />;
  if (data.items.length === 0) return <Text c="var(--app-muted)">{t('readers.nobody')}</Text>;
  return (
    <Stack gap="xs">
      {data.items.map(({ id, displayName }) => (
        <Group key={id} gap="sm" wrap="nowrap">
          <Avatar userId={id} size={28} />
          <Text>{displayName}</Text>
        </Group>
      ))}
    </Stack>
  );
}

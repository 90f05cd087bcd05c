import { Button, Group, Text, Textarea } from '@mantine/core';
import type { Message } from '@tertulia/client';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { useListTools } from './list-tools';

/** One's own message, to be written anew in its place. */
export function EditBox({ message }: { message: Message }) {
  const { t } = useTranslation(['conversation', 'common']);
  const { edit } = useListTools();
  const [body, write] = useState(message.body);
  const [saving, save] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(message.body.length, message.body.length);
  }, [message.body.length]);
  const submit = async (): Promise<void> => {
    if (body.trim() === '' || saving) return;
    if (body === message.body) return edit(null);
    save(true);
    try {
      await client.channel(message.channelId).edit(message.id, body);
      edit(null);
    } catch (error) {
      sayError(error);
      save(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') edit(null);
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };
  return (
    <>
      <Textarea
        ref={area}
        aria-label={t('edit.label')}
        value={body}
        onChange={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={onKeyDown}
        autosize
        minRows={1}
        maxRows={14}
        mt={4}
      />
      <Group gap="xs" my={6}>
        <Button size="compact-sm" onClick={() => void submit()} loading={saving} disabled={body.trim() === ''}>
          {t('common:save')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => edit(null)}>
          {t('common:cancel')}
        </Button>
        <Text fz="xs" c="var(--app-muted)" visibleFrom="sm">
          {t('edit.hint')}
        </Text>
      </Group>
    </>
  );
}

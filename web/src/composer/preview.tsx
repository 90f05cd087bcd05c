import { Loader, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { MessagePreview } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { MessageBody } from '../conversation/message-body';
import { client } from '../core/client';
import { textOf } from '../core/say';
import classes from './preview.module.css';

const ASK_AFTER_MS = 250;

/** The text as it will be read: the server renders it, as it renders what is sent. */
export function Preview({ body }: { body: string }) {
  const { t } = useTranslation('composer');
  const [text] = useDebouncedValue(body.trimEnd(), ASK_AFTER_MS);
  const { data, error } = useQuery({
    queryKey: ['preview', text],
    queryFn: () => client.call<MessagePreview>('/messages/preview', { method: 'POST', body: { body: text } }),
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  return (
    <section className={classes.preview} aria-label={t('preview')}>
      {body.trim() === '' ? (
        <Text c="var(--app-muted)">{t('previewEmpty')}</Text>
      ) : error ? (
        <Text c="var(--app-muted)">{textOf(error)}</Text>
      ) : data ? (
        <MessageBody html={data.html} />
      ) : (
        <Loader size="xs" type="dots" />
      )}
    </section>
  );
}

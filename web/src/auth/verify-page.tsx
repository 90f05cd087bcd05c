import { Alert, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { client } from '../core/client';
import { refusedFields } from '../core/form-errors';
import { refresh } from '../core/queries';
import { textOf } from '../core/say';
import { Waiting } from '../core/waiting';
import { Card } from './card';

/** Where the link of a mail leads: whoever opens it reads that address. */
export default function VerifyPage() {
  const { t } = useTranslation('auth');
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  // As a query, for a token is good once: however often the page is drawn, it is told once.
  const { isPending, error } = useQuery({
    queryKey: ['verify', token],
    queryFn: async () => {
      await client.call('/auth/email/verify', { method: 'POST', body: { token }, anonymous: true });
      await refresh('/users/me');
      return true;
    },
    staleTime: Infinity,
    retry: false,
  });
  if (isPending) return <Waiting />;
  const bad = refusedFields(error, ['token']).token !== undefined;
  return (
    <Card title={t(error ? 'verify.failed' : 'verify.title')}>
      {error ? (
        <Alert color="red" role="alert">
          {bad ? t('verify.badToken') : textOf(error)}
        </Alert>
      ) : (
        <Text component="output" display="block">
          {t('verify.done')}
        </Text>
      )}
      <Button component={Link} href="/" fullWidth mt="lg">
        {t('goOn')}
      </Button>
    </Card>
  );
}

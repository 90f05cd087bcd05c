import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { LoadFailure } from '../core/load-failure';
import { say, sayError } from '../core/say';
import { Tag } from '../core/tag';
import { PasswordForm } from './password-form';
import { Sessions } from './sessions';
import { useMe } from './use-me';

/** How the user signs in, and where they have. */
export function AccountSection() {
  const { t } = useTranslation('settings');
  return (
    <Stack gap="xl">
      <EmailAddress />
      <section>
        <Title order={2} size="h4" mb="sm">
          {t('account.password')}
        </Title>
        <PasswordForm />
      </section>
      <section>
        <Title order={2} size="h4">
          {t('account.sessions')}
        </Title>
        <Text c="var(--app-muted)" size="sm" mb="sm">
          {t('account.sessionsHint')}
        </Text>
        <Sessions />
      </section>
    </Stack>
  );
}

function EmailAddress() {
  const { t } = useTranslation('settings');
  const { data: me, error, refetch } = useMe();
  const [busy, setBusy] = useState(false);
  const resend = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.call('/auth/email/verify/resend', { method: 'POST' });
      say(t('account.mailSent'));
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
  };
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t('account.email')}
      </Title>
      {!me && error && <LoadFailure error={error} retry={() => void refetch()} />}
      <Group gap="sm">
        <Text>{me?.email ?? '…'}</Text>
        {me && (
          <Tag tone={me.emailVerified ? 'good' : 'warm'}>
            {t(me.emailVerified ? 'account.confirmed' : 'account.unconfirmed')}
          </Tag>
        )}
        {me?.emailVerified === false && (
          <Button variant="default" size="xs" loading={busy} onClick={() => void resend()}>
            {t('account.resend')}
          </Button>
        )}
      </Group>
    </section>
  );
}

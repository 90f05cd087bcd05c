import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ClientError } from '@tertulia/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { client } from '../core/client';
import { textOf } from '../core/say';
import { Card } from './card';

/** Only into this application: an address from elsewhere must not lead people away. */
const safe = (next: string | null): string => (next?.startsWith('/') && !next.startsWith('//') ? next : '/');

export function SignInPage() {
  const { t } = useTranslation('auth');
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const [error, fail] = useState<string | null>(null);
  const form = useForm({ mode: 'uncontrolled', initialValues: { login: '', password: '' } });
  const submit = async (values: { login: string; password: string }): Promise<void> => {
    fail(null);
    try {
      await client.login(values);
      go(safe(search.get('next')), { replace: true });
    } catch (thrown) {
      fail(thrown instanceof ClientError && thrown.code === 'unauthenticated' ? t('signIn.wrong') : textOf(thrown));
    }
  };
  return (
    <Card title={t('signIn.title')}>
      <form onSubmit={form.onSubmit(submit)}>
        {error && (
          <Alert color="red" role="alert" mb="md">
            {error}
          </Alert>
        )}
        <TextInput
          label={t('signIn.login')}
          autoComplete="username"
          autoCapitalize="none"
          required
          key={form.key('login')}
          {...form.getInputProps('login')}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          mt="md"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" fullWidth mt="xl" loading={form.submitting}>
          {t('signIn.submit')}
        </Button>
      </form>
    </Card>
  );
}

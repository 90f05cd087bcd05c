import { Alert, Anchor, Button, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ClientError } from '@tertulia/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, useSearchParams } from 'wouter';
import { client } from '../core/client';
import { textOf } from '../core/say';
import { Card } from './card';
import { PasswordField } from './password-field';
import { safePath } from './safe-path';
import { useRegistration } from './use-registration';
import { useSignedIn } from './use-signed-in';

export function SignInPage() {
  const { t } = useTranslation('auth');
  const [search] = useSearchParams();
  const [error, fail] = useState<string | null>(null);
  const registration = useRegistration().data?.registration;
  const form = useForm({ mode: 'uncontrolled', initialValues: { login: '', password: '' } });
  const next = safePath(search.get('next'));
  const signedIn = useSignedIn();
  if (signedIn) return <Redirect to={next} replace />;
  const submit = async (values: { login: string; password: string }): Promise<void> => {
    fail(null);
    try {
      await client.login(values);
    } catch (thrown) {
      fail(thrown instanceof ClientError && thrown.code === 'unauthenticated' ? t('signIn.wrong') : textOf(thrown));
    }
  };
  return (
    <Card
      title={t('signIn.title')}
      foot={
        registration === 'open' && (
          <Text size="sm">
            {t('signIn.noAccount')}{' '}
            <Anchor component={Link} inherit href={`/register?next=${encodeURIComponent(next)}`}>
              {t('signIn.register')}
            </Anchor>
          </Text>
        )
      }
    >
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
        <PasswordField
          label={t('signIn.password')}
          autoComplete="current-password"
          mt="md"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Anchor component={Link} href="/forgot-password" size="sm" display="inline-block" mt="sm">
          {t('signIn.forgot')}
        </Anchor>
        <Button type="submit" fullWidth mt="lg" loading={form.submitting}>
          {t('signIn.submit')}
        </Button>
      </form>
    </Card>
  );
}

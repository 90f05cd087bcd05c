import { Alert, Anchor, Button, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { client } from '../core/client';
import { refusedFields, showFieldErrors } from '../core/form-errors';
import { textOf } from '../core/say';
import { MIN_PASSWORD } from './account-rules';
import { Card } from './card';
import { PasswordField } from './password-field';

/** Where the link of a mail leads: a new password for its token. */
export default function ResetPage() {
  const { t } = useTranslation('auth');
  const [search] = useSearchParams();
  const [done, finish] = useState(false);
  const [error, fail] = useState<string | null>(null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { password: '' },
    validate: { password: (password) => (password.length < MIN_PASSWORD ? t('rules.password') : null) },
  });
  const submit = async ({ password }: { password: string }): Promise<void> => {
    fail(null);
    const body = { token: search.get('token') ?? '', password };
    try {
      await client.call('/auth/password/reset', { method: 'POST', body, anonymous: true });
      finish(true);
    } catch (thrown) {
      showFieldErrors(form, thrown, {
        words: () => t('rules.password'),
        otherwise: (error) => fail(refusedFields(error, ['token']).token ? t('reset.badToken') : textOf(error)),
      });
    }
  };
  return (
    <Card
      title={t('reset.title')}
      foot={
        <Anchor component={Link} href={done ? '/login' : '/forgot-password'} size="sm">
          {t(done ? 'toSignIn' : 'reset.another')}
        </Anchor>
      }
    >
      <Text component="output" display="block">
        {done && t('reset.done')}
      </Text>
      {!done && (
        <form onSubmit={form.onSubmit(submit)} noValidate>
          {error && (
            <Alert color="red" role="alert" mb="md">
              {error}
            </Alert>
          )}
          <PasswordField
            label={t('reset.password')}
            description={t('rules.password')}
            autoComplete="new-password"
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" fullWidth mt="lg" loading={form.submitting}>
            {t('reset.submit')}
          </Button>
        </form>
      )}
    </Card>
  );
}

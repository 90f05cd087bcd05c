import { Alert, Anchor, Button, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { client } from '../core/client';
import { showFieldErrors } from '../core/form-errors';
import { textOf } from '../core/say';
import { Card } from './card';

/** Asks for the mail with which a new password can be set. */
export default function ForgotPage() {
  const { t } = useTranslation('auth');
  const [sentTo, sent] = useState<string | null>(null);
  const [error, fail] = useState<string | null>(null);
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '' } });
  const submit = async (body: { email: string }): Promise<void> => {
    fail(null);
    try {
      await client.call('/auth/password/forgot', { method: 'POST', body, anonymous: true });
      sent(body.email);
    } catch (thrown) {
      showFieldErrors(form, thrown, { words: () => t('rules.email'), otherwise: (error) => fail(textOf(error)) });
    }
  };
  return (
    <Card
      title={t('forgot.title')}
      foot={
        <Anchor component={Link} href="/login" size="sm">
          {t('toSignIn')}
        </Anchor>
      }
    >
      <Text component="output" display="block">
        {sentTo !== null && t('forgot.sent', { address: sentTo })}
      </Text>
      {sentTo === null && (
        <form onSubmit={form.onSubmit(submit)} noValidate>
          {error && (
            <Alert color="red" role="alert" mb="md">
              {error}
            </Alert>
          )}
          <Text c="var(--app-muted)" mb="md">
            {t('forgot.text')}
          </Text>
          <TextInput
            label={t('register.email')}
            type="email"
            autoComplete="email"
            required
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <Button type="submit" fullWidth mt="lg" loading={form.submitting}>
            {t('forgot.submit')}
          </Button>
        </form>
      )}
    </Card>
  );
}

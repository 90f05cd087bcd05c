import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { refusedFields, showFieldErrors } from '../core/form-errors';
import { textOf } from '../core/say';
import { MIN_PASSWORD, USERNAME } from './account-rules';
import { PasswordField } from './password-field';

const FIELDS = ['displayName', 'username', 'email', 'password'] as const;

/** A new account; whoever makes one is signed in with it. */
export function RegisterForm({ invite }: { invite: string | null }) {
  const { t } = useTranslation('auth');
  const [error, fail] = useState<string | null>(null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { displayName: '', username: '', email: '', password: '' },
    validate: {
      displayName: (name) => (name.trim() === '' ? t('rules.displayName') : null),
      username: (name) => (USERNAME.test(name) ? null : t('rules.username')),
      email: (address) => (address.includes('@') ? null : t('rules.email')),
      password: (password) => (password.length < MIN_PASSWORD ? t('rules.password') : null),
    },
  });
  const submit = async (values: typeof form.values): Promise<void> => {
    fail(null);
    const locale = i18next.language === 'es' ? 'es' : 'en';
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    try {
      await client.register({ ...values, locale, timeZone, ...(invite && { inviteToken: invite }) });
    } catch (thrown) {
      showFieldErrors(form, thrown, {
        words: (name, why) => {
          const field = FIELDS.find((each) => each === name);
          if (why === 'taken') return t(field === 'email' ? 'register.emailTaken' : 'register.nameTaken');
          return field && t(`rules.${field}`);
        },
        otherwise: (error) =>
          fail(refusedFields(error, ['inviteToken']).inviteToken ? t('register.badInvitation') : textOf(error)),
      });
    }
  };
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="md">
        {error && (
          <Alert color="red" role="alert">
            {error}
          </Alert>
        )}
        <TextInput
          label={t('register.displayName')}
          autoComplete="name"
          maxLength={80}
          required
          key={form.key('displayName')}
          {...form.getInputProps('displayName')}
        />
        <TextInput
          label={t('register.username')}
          description={t('rules.username')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          required
          key={form.key('username')}
          {...form.getInputProps('username')}
        />
        <TextInput
          label={t('register.email')}
          type="email"
          autoComplete="email"
          required
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordField
          label={t('signIn.password')}
          description={t('rules.password')}
          autoComplete="new-password"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" fullWidth mt="xs" loading={form.submitting}>
          {t('register.submit')}
        </Button>
      </Stack>
    </form>
  );
}

import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { MIN_PASSWORD } from '../auth/account-rules';
import { PasswordField } from '../auth/password-field';
import { client } from '../core/client';
import { submitting } from '../core/form-errors';
import { refresh } from '../core/queries';
import { say } from '../core/say';

/** Another password, by the present one. */
export function PasswordForm() {
  const { t } = useTranslation(['settings', 'auth']);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current: '', new: '' },
    validate: { new: (password) => (password.length < MIN_PASSWORD ? t('auth:rules.password') : null) },
  });
  const submit = submitting(
    form,
    async (body: typeof form.values) => {
      await client.call('/auth/password/change', { method: 'POST', body });
      form.reset();
      await refresh('/auth/sessions');
      say(t('account.passwordChanged'));
    },
    { words: (field) => t(field === 'current' ? 'account.wrongPassword' : 'auth:rules.password') },
  );
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="md" maw="26rem">
        <PasswordField
          label={t('account.currentPassword')}
          autoComplete="current-password"
          key={form.key('current')}
          {...form.getInputProps('current')}
        />
        <PasswordField
          label={t('account.newPassword')}
          description={t('auth:rules.password')}
          autoComplete="new-password"
          key={form.key('new')}
          {...form.getInputProps('new')}
        />
        <Button type="submit" loading={form.submitting} style={{ alignSelf: 'flex-start' }}>
          {t('account.changePassword')}
        </Button>
      </Stack>
    </form>
  );
}

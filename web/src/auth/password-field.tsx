import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A password, which can be looked at. */
export function PasswordField({ error, ...props }: PasswordInputProps) {
  const { t } = useTranslation('auth');
  return (
    <PasswordInput
      required
      maxLength={128}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      aria-invalid={error ? true : undefined}
      error={error}
      {...props}
    />
  );
}

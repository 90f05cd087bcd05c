import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A password, which can be looked at. */
export function PasswordField({ error, ...props }: PasswordInputProps) {
  const { t } = useTranslation('auth');
  const [shown, show] = useState(false);
  return (
    <PasswordInput
      required
      maxLength={128}
      visible={shown}
      onVisibilityChange={show}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), 'aria-pressed': shown }}
      aria-invalid={error ? true : undefined}
      error={error}
      {...props}
    />
  );
}

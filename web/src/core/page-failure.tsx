import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';

/** That something cannot be shown now; code that could not be loaded is asked for again by a new start alone. */
export const PageFailure = () => {
  const { t } = useTranslation();
  return (
    <Notice title={t('pageFailure.title')} text={t('pageFailure.text')}>
      <Button onClick={() => location.reload()}>{t('retry')}</Button>
    </Notice>
  );
};

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';
import { useConnectedAgain } from './use-connected';

/** That something cannot be shown now; code that could not be loaded is asked for again by a new start alone. */
export const PageFailure = ({ retry = () => location.reload() }: { retry?: () => void }) => {
  const { t } = useTranslation();
  useConnectedAgain(retry);
  return (
    <Notice title={t('pageFailure.title')} text={t('pageFailure.text')}>
      <Button onClick={retry}>{t('retry')}</Button>
    </Notice>
  );
};

import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textOf } from './say';

/** That a part of a page could not be had, and a way to ask again. */
export function LoadFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" role="alert" my="sm" title={textOf(error)}>
      <Button size="xs" variant="default" onClick={retry}>
        {t('retry')}
      </Button>
    </Alert>
  );
}

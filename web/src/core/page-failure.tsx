import { Button } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';
import { useConnected } from './use-connected';

/** That something cannot be shown now; code that could not be loaded is asked for again by a new start alone. */
export const PageFailure = ({ retry = () => location.reload() }: { retry?: () => void }) => {
  const { t } = useTranslation();
  const connected = useConnected();
  const before = useRef(connected);
  const again = useEffectEvent(retry);
  useEffect(() => {
    if (connected && !before.current) again();
    before.current = connected;
  }, [connected]);
  return (
    <Notice title={t('pageFailure.title')} text={t('pageFailure.text')}>
      <Button onClick={retry}>{t('retry')}</Button>
    </Notice>
  );
};

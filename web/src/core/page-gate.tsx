import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';
import { type PageState, startPage, takeOver } from './page-start';
import { Waiting } from './waiting';

let started = false;

/** Shows the application where this tab has the store, and else why not. */
export function PageGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [state, become] = useState<PageState>('starting');
  useEffect(() => {
    if (started) return;
    started = true;
    void startPage(become);
  }, []);
  if (state === 'running') return children;
  if (state === 'starting') return <Waiting />;
  if (state === 'failed') return <Notice alone title={t('failed.title')} text={t('failed.text')} />;
  return (
    <Notice alone title={t('elsewhere.title')} text={t('elsewhere.text')}>
      <Button onClick={() => void takeOver()}>{t('elsewhere.here')}</Button>
    </Notice>
  );
}

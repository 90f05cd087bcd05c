import { CloseButton, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSidePanel } from './side-panel';
import classes from './side-panel.module.css';

/** The first line of a panel: what it is, and the way out. */
export function PanelHeader({ title, children }: { title: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation('shell');
  const { close } = useSidePanel();
  return (
    <header className={classes.header}>
      <Title order={2} size="h4" className={classes.title}>
        {title}
      </Title>
      {children}
      <CloseButton aria-label={t('closePanel')} onClick={close} />
    </header>
  );
}

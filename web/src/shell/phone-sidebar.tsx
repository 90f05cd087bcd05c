import { Drawer } from '@mantine/core';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './shell.module.css';

const NAVIGATION = ['pushState', 'popstate'] as const;

/** The list of conversations where there is no room beside the page, until somebody goes anywhere. */
export function PhoneSidebar({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('shell');
  const navigated = useEffectEvent(onClose);
  useEffect(() => {
    const hear = (): void => navigated();
    // The address alone does not tell: a line may lead to where one is.
    for (const name of NAVIGATION) window.addEventListener(name, hear);
    return () => NAVIGATION.forEach((name) => window.removeEventListener(name, hear));
  }, []);
  return (
    <Drawer
      opened
      onClose={onClose}
      size="20rem"
      padding={0}
      withCloseButton={false}
      title={t('conversations')}
      classNames={{ header: classes.drawerHeader ?? '', body: classes.drawer ?? '' }}
    >
      {children}
    </Drawer>
  );
}

import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './shell.module.css';

/** The list of conversations where there is no room beside the page. */
export function PhoneSidebar({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('shell');
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

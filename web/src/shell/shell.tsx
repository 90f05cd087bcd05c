import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { PanelPlace } from './panel-place';
import { Sidebar } from './sidebar';
import classes from './shell.module.css';

/** Around every page of somebody who is signed in: the list of conversations beside it, on a phone in a drawer. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation('shell');
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [opened, { open, close }] = useDisclosure(false);
  const [location] = useLocation();
  useEffect(close, [location, close]);
  return (
    <div className={classes.shell}>
      {narrow ? (
        <>
          <ActionIcon
            className={classes.menu}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('openSidebar')}
            onClick={open}
          >
            <IconMenu2 />
          </ActionIcon>
          <Drawer
            opened={opened}
            onClose={close}
            size="20rem"
            padding={0}
            withCloseButton={false}
            classNames={{ body: classes.drawer ?? '' }}
          >
            <Sidebar />
          </Drawer>
        </>
      ) : (
        <Sidebar />
      )}
      <main className={classes.main}>{children}</main>
      <PanelPlace />
    </div>
  );
}

import { ActionIcon } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import i18next from 'i18next';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Late } from '../core/late';
import { lazy } from '../core/lazy';
import { ConnectionBanner } from './connection-banner';
import { openDialog } from '../core/open-dialog';
import { PanelPlace } from './panel-place';
import { ShellContext } from './shell-context';
import { Sidebar } from './sidebar';
import { useRows } from './use-rows';
import { useShortcuts } from './use-shortcuts';
import classes from './shell.module.css';

const PhoneSidebar = lazy(async () => ({ default: (await import('./phone-sidebar')).PhoneSidebar }));
const QuickSwitcher = lazy(async () => ({ default: (await import('./quick-switcher')).QuickSwitcher }));
const ShortcutSheet = lazy(async () => ({ default: (await import('./shortcut-sheet')).ShortcutSheet }));

const openShortcuts = (): void => openDialog(i18next.t('shortcuts.title', { ns: 'shell' }), () => <ShortcutSheet />);

/** Around every page of somebody who is signed in: the list of conversations beside it, on a phone in a drawer. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation('shell');
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [opened, { open, close }] = useDisclosure(false);
  const [switcher, askForSwitcher] = useState(0);
  const list = useRows();
  const actions = useMemo(
    () => ({
      openSwitcher: () => askForSwitcher((asked) => asked + 1),
      openShortcuts,
      openSidebar: narrow ? open : null,
    }),
    [narrow, open],
  );
  useShortcuts(list.rows, actions);
  return (
    <ShellContext value={actions}>
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
            {opened && (
              <Late onFailure={close}>
                <PhoneSidebar onClose={close}>
                  <Sidebar list={list} />
                </PhoneSidebar>
              </Late>
            )}
          </>
        ) : (
          <Sidebar list={list} />
        )}
        <div className={classes.middle}>
          <ConnectionBanner />
          <main className={classes.main}>{children}</main>
        </div>
        <PanelPlace />
        {switcher > 0 && (
          <Late onFailure={() => askForSwitcher(0)}>
            <QuickSwitcher asked={switcher} />
          </Late>
        )}
      </div>
    </ShellContext>
  );
}

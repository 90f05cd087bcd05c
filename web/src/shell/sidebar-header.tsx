import { Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { keysText } from '../core/keys';
import { shortcuts } from './shortcuts';
import { useShell } from './shell-context';
import { UserMenu } from './user-menu';
import classes from './sidebar.module.css';

/** The product, the user, and the quickest way to anywhere. */
export function SidebarHeader() {
  const { t } = useTranslation('shell');
  const { openSwitcher } = useShell();
  return (
    <>
      <div className={classes.header}>
        <span className={classes.product}>
          <img src="/icon.svg" alt="" width={24} height={24} />
          Tertulia
        </span>
        <UserMenu />
      </div>
      <UnstyledButton className={classes.jump} onClick={openSwitcher}>
        <IconSearch size={16} aria-hidden />
        <span>{t('jump')}</span>
        <Kbd size="xs" aria-hidden visibleFrom="sm">
          {keysText(shortcuts.switcher)}
        </Kbd>
      </UnstyledButton>
    </>
  );
}

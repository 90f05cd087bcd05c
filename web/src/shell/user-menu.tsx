import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconKeyboard, IconLogout, IconMoodSmile, IconSettings } from '@tabler/icons-react';
import type { ChosenStatus } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { LateMenu } from '../core/late-menu';
import { client } from '../core/client';
import { lazy } from '../core/lazy';
import { sayError } from '../core/say';
import { Avatar } from '../people/avatar';
import { usePresence } from '../people/presence';
import { useUser } from '../people/use-user';
import { confirm, openDialog } from '../core/open-dialog';
import { useShell } from './shell-context';
import classes from './sidebar.module.css';

const StatusForm = lazy(async () => ({ default: (await import('../people/status-form')).StatusForm }));

const CHOICES = ['online', 'away', 'busy', 'invisible'] as const satisfies ChosenStatus[];

/** What the user says of themselves, and the ways out. */
export function UserMenu() {
  const { t } = useTranslation('shell');
  const { t: tp } = useTranslation('people');
  const [, navigate] = useLocation();
  const { openShortcuts } = useShell();
  const me = client.user;
  const user = useUser(me?.id);
  const presence = usePresence(me?.id);
  if (!me) return null;
  const status = presence?.customStatus;
  const choose = (chosen: string): void =>
    void client.call('/users/me/presence', { method: 'PUT', body: { status: chosen } }).catch(sayError);
  const setStatus = (): void =>
    openDialog(t('user.setStatus'), (close) => <StatusForm current={status ?? null} onDone={close} />);
  const signOut = (): void => {
    const leave = (): void => void client.logout().catch(sayError);
    if (client.unsent === 0) leave();
    else
      confirm({ title: t('signOut'), text: t('user.unsent', { count: client.unsent }), action: t('signOut') }, leave);
  };
  return (
    <LateMenu
      position="bottom-end"
      width={260}
      shadow="md"
      target={
        <UnstyledButton className={classes.me}>
          <VisuallyHidden>{t('user.menu')}</VisuallyHidden>
          <Avatar userId={me.id} size={28} presence />
        </UnstyledButton>
      }
    >
      {(Menu) => (
        <>
          <Menu.Label>
            <Text fw={600} c="var(--mantine-color-text)" truncate>
              {user?.displayName ?? me.displayName}
            </Text>
            <Text size="sm" c="var(--app-muted)" truncate>
              @{me.username}
            </Text>
          </Menu.Label>
          <Menu.Item
            leftSection={status?.emoji ? <span aria-hidden>{status.emoji}</span> : <IconMoodSmile size={16} />}
            onClick={setStatus}
          >
            {status?.text || t('user.setStatus')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.RadioGroup value={presence?.status ?? 'online'} onChange={choose}>
            {CHOICES.map((choice) => (
              <Menu.RadioItem closeMenuOnClick key={choice} value={choice}>
                {tp(`presence.${choice}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => navigate('/settings')}>
            {t('user.settings')}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openShortcuts}>
            {t('shortcuts.title')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
            {t('signOut')}
          </Menu.Item>
        </>
      )}
    </LateMenu>
  );
}

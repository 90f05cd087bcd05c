import { useNetwork } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { useObservable } from '../core/use-observable';
import { useUnsent } from './use-unsent';
import classes from './sidebar.module.css';

const words = {
  'signed out': 'signedOut',
  offline: 'offline',
  connecting: 'connecting',
  'catching up': 'catchingUp',
  online: 'online',
  draining: 'draining',
  reconnecting: 'reconnecting',
} as const;

/** How the connection is, for whoever looks. */
export function SidebarFooter() {
  const { t } = useTranslation('shell');
  const state = useObservable(client.connection);
  const { online } = useNetwork();
  const status =
    !online && (state.status === 'reconnecting' || state.status === 'connecting') ? 'offline' : state.status;
  const unsent = useUnsent();
  return (
    <div className={classes.footer}>
      <span className={classes.link} data-status={status} aria-hidden />
      <span className={classes.state}>{t(`connection.${words[status]}`)}</span>
      {unsent > 0 && <span>{t('connection.unsent', { count: unsent })}</span>}
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { client } from '../core/client';
import { useObservable } from '../core/use-observable';
import classes from './sidebar.module.css';

/** The user's conversations. */
export function Sidebar() {
  const { t } = useTranslation('shell');
  const channels = useObservable(client.channels);
  const [, params] = useRoute('/c/:channel/*?');
  return (
    <nav className={classes.sidebar} aria-label={t('channels')}>
      {channels.map(({ id, info, unread }) => (
        <Link
          key={id}
          href={`/c/${id}`}
          className={classes.line}
          aria-current={params?.channel === id ? 'page' : undefined}
        >
          <span>{info?.name}</span>
          {unread > 0 && <span>{unread}</span>}
        </Link>
      ))}
    </nav>
  );
}

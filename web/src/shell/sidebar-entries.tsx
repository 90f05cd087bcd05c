import { IconBookmark, IconChartBar, IconInbox, IconMessages, IconShield, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { client } from '../core/client';
import { UnreadBadge } from '../core/unread-badge';
import { usePart } from '../core/use-observable';
import { usePlaces } from './places';
import classes from './sidebar.module.css';

const icons = {
  inbox: IconInbox,
  threads: IconMessages,
  later: IconBookmark,
  people: IconUsers,
  dashboard: IconChartBar,
  manage: IconShield,
};

/** The ways to what is no conversation. */
export function SidebarEntries() {
  const { t } = useTranslation('shell');
  const [location] = useLocation();
  const unread = {
    inbox: usePart(client.inbox, (inbox) => inbox.unread ?? 0),
    threads: usePart(client.threads, (threads) => threads.filter((each) => each.unread > 0).length),
  };
  return (
    <nav aria-label={t('places.title')}>
      <ul className={classes.entries}>
        {usePlaces().map(({ name, path }) => {
          const Icon = icons[name];
          const count = name === 'inbox' || name === 'threads' ? unread[name] : 0;
          return (
            <li key={name}>
              <Link
                href={path}
                className={classes.entry}
                aria-current={location === path || location.startsWith(`${path}/`) ? 'page' : undefined}
              >
                <Icon size={18} stroke={1.75} aria-hidden />
                <span>{t(`places.${name}`)}</span>
                {count > 0 && <UnreadBadge count={count} label={t('line.unread', { count })} />}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UserPage } from '../../../src/contract/users.js';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { PersonLine } from './person-line';
import { usePresence } from './presence';
import { UserCard } from './user-card';
import type { Person } from './use-user';
import classes from './people-page.module.css';

interface FoundPeopleProps {
  query: string;
  chosen: readonly string[];
  /** Nobody else can be chosen. */
  full: boolean;
  onToggle: (id: string) => void;
}

/** People by a part of their name, to be chosen. */
export function FoundPeople({ query, chosen, full, onToggle }: FoundPeopleProps) {
  const { t } = useTranslation('people');
  const pages = usePages<UserPage['items'][number]>(`/users?limit=50&query=${encodeURIComponent(query)}`, {
    keep: true,
  });
  return (
    <PageList pages={pages} empty={t('page.nobody')} className={classes.list}>
      {(person) => (
        <li key={person.id} className={classes.person}>
          <UserCard userId={person.id} className={classes.who}>
            <Line person={person} />
          </UserCard>
          <Checkbox
            size="md"
            aria-label={t('page.choose', { name: person.displayName })}
            checked={chosen.includes(person.id)}
            disabled={full && !chosen.includes(person.id)}
            onChange={() => onToggle(person.id)}
          />
        </li>
      )}
    </PageList>
  );
}

function Line({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const status = usePresence(person.id)?.customStatus;
  const detail = (
    <>
      @{person.username}
      {person.guest && ` · ${t('guest')}`}
      {status && ` · ${status.emoji ?? ''} ${status.text}`}
    </>
  );
  return <PersonLine user={person} detail={detail} size={36} presence />;
}

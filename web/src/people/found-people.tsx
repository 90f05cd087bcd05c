import { Button, Checkbox, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UserPage } from '../../../src/contract/users.js';
import { Waiting } from '../core/waiting';
import { useGetPages } from '../core/use-get-pages';
import { Avatar } from './avatar';
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
  const { items, isPending, hasMore, isMore, loadMore } = useGetPages<UserPage['items'][number]>(
    `/users?limit=50&query=${encodeURIComponent(query)}`,
    { keep: true },
  );
  if (isPending) return <Waiting />;
  if (items.length === 0)
    return (
      <Text component="output" display="block">
        {t('page.nobody')}
      </Text>
    );
  return (
    <>
      <ul className={classes.list}>
        {items.map((person) => (
          <li key={person.id} className={classes.person}>
            <UserCard userId={person.id} className={classes.who}>
              <Avatar userId={person.id} presence />
              <Names person={person} />
            </UserCard>
            <Checkbox
              size="md"
              aria-label={t('page.choose', { name: person.displayName })}
              checked={chosen.includes(person.id)}
              disabled={full && !chosen.includes(person.id)}
              onChange={() => onToggle(person.id)}
            />
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button mt="md" variant="default" loading={isMore} onClick={loadMore}>
          {t('page.more')}
        </Button>
      )}
    </>
  );
}

function Names({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const status = usePresence(person.id)?.customStatus;
  return (
    <span className={classes.names}>
      <span>{person.displayName}</span>
      <span className={classes.said}>
        @{person.username}
        {person.guest && ` · ${t('guest')}`}
        {status && ` · ${status.emoji ?? ''} ${status.text}`}
      </span>
    </span>
  );
}

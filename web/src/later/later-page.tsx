import { Title } from '@mantine/core';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useTitle } from '../core/use-title';
import { NotFound } from '../core/not-found';
import { DraftsList } from './drafts-list';
import classes from './later.module.css';
import { RemindersList } from './reminders-list';
import { SavedList } from './saved-list';
import { ScheduledList } from './scheduled-list';

const LISTS = {
  saved: SavedList,
  scheduled: ScheduledList,
  reminders: RemindersList,
  drafts: DraftsList,
} satisfies Record<string, ComponentType>;

type ListName = keyof typeof LISTS;
const isList = (name: string): name is ListName => name in LISTS;

/** What the user keeps for later, and for themselves alone. */
export default function LaterPage({ list = 'saved' }: { list?: string | undefined }) {
  const { t } = useTranslation('later');
  useTitle(t('title'));
  if (!isList(list)) return <NotFound />;
  const List = LISTS[list];
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Title order={1} size="h4">
          {t('title')}
        </Title>
        <nav aria-label={t('title')} className={classes.tabs}>
          {(Object.keys(LISTS) as ListName[]).map((name) => (
            <Link
              key={name}
              href={`/later/${name}`}
              className={classes.tab}
              aria-current={name === list ? 'page' : undefined}
            >
              {t(`${name}.title`)}
            </Link>
          ))}
        </nav>
      </header>
      <div className={classes.body}>
        <List />
      </div>
    </div>
  );
}

import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { NotFound } from '../core/not-found';
import { PageFrame } from '../shell/page-frame';
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
  if (!isList(list)) return <NotFound />;
  const List = LISTS[list];
  const tabs = (
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
  );
  return (
    <PageFrame title={t('title')} actions={tabs}>
      <List />
    </PageFrame>
  );
}

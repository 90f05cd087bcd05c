import { Tabs } from '@mantine/core';
import type { TFunction } from 'i18next';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { NotFound } from '../core/not-found';
import { Notice } from '../core/notice';
import { Waiting } from '../core/waiting';
import { PageFrame } from '../shell/page-frame';
import { AdministratorView } from './administrator-view';
import classes from './dashboard.module.css';
import { HistoryView } from './history-view';
import { LiveStateLine } from './live-state';
import { LogView } from './log-view';
import { MemberView } from './member-view';
import { LiveContext, useLive, useLiveDashboard } from './use-live';

const SECTIONS = ['now', 'history', 'log'] as const;
type Section = (typeof SECTIONS)[number];

const sectionOf = (name: string | undefined): Section | null =>
  SECTIONS.find((each) => each === (name ?? 'now')) ?? null;

/** What happens on the server: for administrators all of it, for members what is in their own channels. */
export default function DashboardPage({ section: name }: { section?: string | undefined }) {
  const live = useLiveDashboard();
  const section = sectionOf(name);
  return (
    <LiveContext value={live}>
      <Viewed section={section} />
    </LiveContext>
  );
}

function Viewed({ section }: { section: Section | null }) {
  const { t } = useTranslation('dashboard');
  const view = useLive(({ latest }) => latest?.view ?? null);
  const over = useLive(({ open }) => open === null);
  if (section === null) return <NotFound />;
  if (over && view === null) return <Notice title={t('title')} text={t('state.over')} />;
  if (view === null) return <Waiting />;
  if (view === 'member') {
    return section === 'now' ? (
      <Page head={<Live />}>
        <MemberView />
      </Page>
    ) : (
      <NotFound />
    );
  }
  return (
    <Page head={section === 'now' && <Live />}>
      <Sections section={section} t={t} />
    </Page>
  );
}

function Page({ head, children }: { head: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('dashboard');
  return (
    <PageFrame title={t('title')} actions={head} wide>
      <div className={classes.page}>{children}</div>
    </PageFrame>
  );
}

const Live = () => <LiveStateLine open={useLive(({ open }) => open)} />;

function Sections({ section, t }: { section: Section; t: TFunction<'dashboard'> }) {
  const [, go] = useLocation();
  const view = useMemo(() => {
    if (section === 'history') return <HistoryView />;
    return section === 'log' ? <LogView /> : <AdministratorView />;
  }, [section]);
  return (
    <Tabs
      value={section}
      onChange={(next) => go(next === 'now' ? '/dashboard' : `/dashboard/${next}`)}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {SECTIONS.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`sections.${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={section}>{view}</Tabs.Panel>
    </Tabs>
  );
}

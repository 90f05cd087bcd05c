import { Select } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Late } from '../core/late';
import { NotFound } from '../core/not-found';
import { PageFailure } from '../core/page-failure';
import { Waiting } from '../core/waiting';
import { PageFrame } from '../shell/page-frame';
import classes from './manage.module.css';
import { isSection, SECTION_NAMES, type SectionName, SECTIONS } from './sections';
import { useAdministrator } from '../core/use-administrator';

/** The administration of the server, for its owner and administrators. */
export default function ManagePage({ section = 'users' }: { section?: string | undefined }) {
  const { t } = useTranslation('manage');
  const { mayManage } = useAdministrator();
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  if (!mayManage || !isSection(section)) return <NotFound />;
  const Page = SECTIONS[section].page;
  return (
    <PageFrame
      title={t('title')}
      actions={narrow && <SectionChoice present={section} />}
      side={!narrow && <SectionLinks present={section} />}
      wide
    >
      <Late fallback={<Waiting />} failure={<PageFailure />} place={section}>
        <Page key={section} />
      </Late>
    </PageFrame>
  );
}

function SectionChoice({ present }: { present: SectionName }) {
  const { t } = useTranslation('manage');
  const [, go] = useLocation();
  return (
    <nav className={classes.choice} aria-label={t('title')}>
      <Select
        aria-label={t('section')}
        data={SECTION_NAMES.map((value) => ({ value, label: t(`sections.${value}`) }))}
        value={present}
        allowDeselect={false}
        onChange={(next) => next !== null && go(`/manage/${next}`)}
      />
    </nav>
  );
}

function SectionLinks({ present }: { present: SectionName }) {
  const { t } = useTranslation('manage');
  return (
    <nav className={classes.sections} aria-label={t('title')}>
      {SECTION_NAMES.map((name) => {
        const Icon = SECTIONS[name].icon;
        return (
          <Link
            key={name}
            href={`/manage/${name}`}
            className={classes.link}
            aria-current={name === present ? 'page' : undefined}
          >
            <Icon size={17} />
            {t(`sections.${name}`)}
          </Link>
        );
      })}
    </nav>
  );
}

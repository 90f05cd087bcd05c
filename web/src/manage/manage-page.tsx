import { Select, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useTitle } from '../core/use-title';
import { Late } from '../core/late';
import { NotFound } from '../core/not-found';
import { PageFailure } from '../core/page-failure';
import { Waiting } from '../core/waiting';
import classes from './manage.module.css';
import { isSection, SECTION_NAMES, type SectionName, SECTIONS } from './sections';
import { useAdministrator } from './use-administrator';

/** The administration of the server, for its owner and administrators. */
export default function ManagePage({ section = 'users' }: { section?: string | undefined }) {
  const { mayManage } = useAdministrator();
  if (!mayManage || !isSection(section)) return <NotFound />;
  const Page = SECTIONS[section].page;
  return (
    <div className={classes.page}>
      <Sections present={section} />
      <div className={classes.content}>
        <Late fallback={<Waiting />} failure={<PageFailure />}>
          <Page key={section} />
        </Late>
      </div>
    </div>
  );
}

function Sections({ present }: { present: SectionName }) {
  const { t } = useTranslation('manage');
  useTitle(t('title'));
  const [, go] = useLocation();
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return (
    <nav className={classes.sections} aria-label={t('title')}>
      <Title order={1} size="h5">
        {t('title')}
      </Title>
      {narrow ? (
        <Select
          aria-label={t('section')}
          data={SECTION_NAMES.map((value) => ({ value, label: t(`sections.${value}`) }))}
          value={present}
          allowDeselect={false}
          onChange={(next) => next !== null && go(`/manage/${next}`)}
        />
      ) : (
        SECTION_NAMES.map((name) => {
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
        })
      )}
    </nav>
  );
}

import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClientEvent } from '../core/client';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { JobForm, type JobFormName } from './job-forms';
import { JobRow } from './job-row';
import type { Job } from './job-states';
import { newer, withNewer } from './newer-jobs';
import classes from './manage.module.css';
import { Section } from './section';

/** The caller's jobs, as they go on, and new ones. */
export default function JobsSection() {
  const { t } = useTranslation('manage');
  const pages = usePages<Job>('/jobs');
  const [heard, hear] = useState<ReadonlyMap<string, Job>>(new Map());
  const [form, open] = useState<JobFormName | null>(null);
  // An answer may be older than what was heard meanwhile.
  const changed = (job: Job) => hear((before) => new Map(before).set(job.id, newer(job, before.get(job.id))));
  useClientEvent('job', changed);
  const side = (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs">{t('jobs.start')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['user-import', 'activity-report', 'channel-export'] as const).map((name) => (
          <Menu.Item key={name} onClick={() => open(name)}>
            {t(`jobs.kinds.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Section title={t('sections.jobs')} side={side}>
      {form !== null && (
        <JobForm
          key={form}
          name={form}
          close={() => open(null)}
          started={(job) => {
            changed(job);
            open(null);
          }}
        />
      )}
      <PageList
        className={classes.list}
        label={t('sections.jobs')}
        pages={{ ...pages, items: withNewer(pages.items, heard) }}
        empty={t('jobs.none')}
      >
        {(job) => <JobRow key={job.id} job={job} changed={changed} />}
      </PageList>
    </Section>
  );
}

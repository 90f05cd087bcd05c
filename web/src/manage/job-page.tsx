import { useTranslation } from 'react-i18next';
import { NotFound } from '../core/not-found';
import { Waiting } from '../core/waiting';
import { PageFrame } from '../shell/page-frame';
import { JobRow } from './job-row';
import classes from './manage.module.css';
import { useJob } from './use-job';

/** One job, where a notification of its end leads; for whoever asked for it, too. */
export default function JobPage({ id }: { id: string }) {
  const { t } = useTranslation('manage');
  const { job, changed, error } = useJob(id);
  if (error) return <NotFound />;
  if (!job) return <Waiting />;
  return (
    <PageFrame title={t(`jobs.kinds.${job.kind}`)}>
      <ul className={classes.list}>
        <JobRow job={job} changed={changed} />
      </ul>
    </PageFrame>
  );
}

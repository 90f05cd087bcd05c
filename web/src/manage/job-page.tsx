import { useTranslation } from 'react-i18next';
import { isGone } from '../core/is-gone';
import { NotFound } from '../core/not-found';
import { PageFailure } from '../core/page-failure';
import { Waiting } from '../core/waiting';
import { PageFrame } from '../shell/page-frame';
import { JobRow } from './job-row';
import classes from './manage.module.css';
import { useJob } from './use-job';

/** One job, where a notification of its end leads; for whoever asked for it, too. */
export default function JobPage({ id }: { id: string }) {
  const { t } = useTranslation('manage');
  const { job, changed, error, retry } = useJob(id);
  if (isGone(error)) return <NotFound />;
  if (!job) return error ? <PageFailure retry={retry} /> : <Waiting />;
  return (
    <PageFrame title={t(`jobs.kinds.${job.kind}`)}>
      <ul className={classes.list}>
        <JobRow job={job} changed={changed} />
      </ul>
    </PageFrame>
  );
}

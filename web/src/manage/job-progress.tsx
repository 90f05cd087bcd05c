import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './manage.module.css';

/** How far a job is, of 100; null where nobody knows: then it only says that something goes on. */
export function JobProgress({ share }: { share: number | null }) {
  const { t } = useTranslation('manage');
  if (share !== null) return <Progress value={share} mt="xs" aria-label={t('jobs.progress')} transitionDuration={0} />;
  return (
    <Progress.Root role="progressbar" aria-label={t('jobs.progress')} mt="xs">
      <Progress.Section value={30} withAria={false} className={classes.wandering ?? ''} />
    </Progress.Root>
  );
}

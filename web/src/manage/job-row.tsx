import { Anchor, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isFinal, type Job } from './job-states';
import { client } from '../core/client';
import { named } from '../core/named';
import { useFormats } from '../core/use-formats';
import { asText, Details } from './details';
import { JobProgress } from './job-progress';
import { Row } from './row';
import { shareDone } from './newer-jobs';
import { useAct } from './use-act';
import { Tag } from '../core/tag';

const TONES = { queued: 'calm', running: 'busy', succeeded: 'good', failed: 'bad', cancelled: 'calm' } as const;

/** A job: how far it is, what came of it, and what can be done about it. */
export function JobRow({ job, changed }: { job: Job; changed: (job: Job) => void }) {
  const { t } = useTranslation('manage');
  const { moment, number } = useFormats();
  const { busy, act } = useAct();
  const { id, kind, state, progress, error, result, file, attempt } = job;
  const order = (what: 'cancel' | 'retry') =>
    void act(async () => changed(await client.call<Job>(`/jobs/${id}/${what}`, { method: 'POST' })));
  const done =
    progress.total === null
      ? number(progress.done)
      : t('jobs.of', { done: number(progress.done), total: number(progress.total) });
  const name = t(`jobs.kinds.${kind}`);
  const details = [moment(job.createdAt), attempt > 1 && t('jobs.attempt', { attempt }), progress.note].filter(Boolean);
  return (
    <Row
      title={name}
      detail={details.join(' · ')}
      side={
        <>
          <Tag tone={TONES[state]}>{t(`jobs.states.${state}`)}</Tag>
          {file && (
            <Anchor href={file.url} download={file.name} fz="sm" {...named(t('jobs.download'), name)}>
              {t('jobs.download')}
            </Anchor>
          )}
          {!isFinal(state) && (
            <Button
              size="compact-sm"
              variant="default"
              loading={busy}
              disabled={job.cancelRequestedAt !== null}
              {...named(t('jobs.cancel'), name)}
              onClick={() => order('cancel')}
            >
              {t('jobs.cancel')}
            </Button>
          )}
          {(state === 'failed' || state === 'cancelled') && (
            <Button
              size="compact-sm"
              variant="default"
              loading={busy}
              {...named(t('jobs.retry'), name)}
              onClick={() => order('retry')}
            >
              {t('jobs.retry')}
            </Button>
          )}
        </>
      }
    >
      {!isFinal(state) && (
        <>
          <JobProgress share={shareDone(job)} />
          <Text fz="xs" c="var(--app-muted)" mt={4}>
            {done}
          </Text>
        </>
      )}
      {error && (
        <Text fz="sm" c="var(--mantine-color-error)" mt={4}>
          {error.message}
        </Text>
      )}
      {result && Object.keys(result).length > 0 && <Details name={name} of={asText(result)} />}
    </Row>
  );
}

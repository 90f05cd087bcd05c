import { Button, Group, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule, ScheduleList } from '../../../src/contract/schedules.js';
import { client } from '../core/client';
import { submitting } from '../core/form-errors';
import { named } from '../core/named';
import { LoadFailure } from '../core/load-failure';
import { refresh, useGet } from '../core/queries';
import { Waiting } from '../core/waiting';
import { JobRow } from './job-row';
import type { Job } from './job-states';
import { Row } from './row';
import classes from './manage.module.css';
import { Section } from './section';
import { useAct } from './use-act';
import { useJob } from './use-job';

const LIST = '/jobs/schedules';

/** When the server begins which of its own jobs. */
export default function SchedulesSection() {
  const { t } = useTranslation('manage');
  const { data, error, refetch } = useGet<ScheduleList>(LIST);
  return (
    <Section title={t('sections.schedules')}>
      {error && <LoadFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data?.items.length === 0 && <Text c="var(--app-muted)">{t('schedules.none')}</Text>}
      {data && data.items.length > 0 && (
        <ul className={classes.list} aria-label={t('sections.schedules')}>
          {data.items.map((schedule) => (
            <ScheduleRow key={schedule.name} schedule={schedule} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation('manage');
  const [editing, edit] = useState(false);
  const { busy, act } = useAct(LIST);
  const { name, kind, pattern, timeZone, enabled, lastJobId } = schedule;
  const title = t(`jobs.kinds.${kind}`);
  const path = `${LIST}/${encodeURIComponent(name)}`;
  const toggle = () => void act(() => client.call(path, { method: 'PATCH', body: { enabled: !enabled } }));
  const run = () => void act(() => client.call<Job>(`${path}/run`, { method: 'POST' }));
  return (
    <Row
      title={title}
      detail={
        <>
          <code>{pattern}</code> · {timeZone}
        </>
      }
      side={
        <>
          <Switch
            checked={enabled}
            disabled={busy}
            onChange={toggle}
            aria-label={t('schedules.enabled', { name: title })}
          />
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={editing}
            {...named(t('schedules.times'), title)}
            onClick={() => edit(!editing)}
          >
            {t('schedules.times')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            {...named(t('schedules.run'), title)}
            onClick={run}
          >
            {t('schedules.run')}
          </Button>
        </>
      }
    >
      {editing && <PatternForm path={path} pattern={pattern} done={() => edit(false)} />}
      {lastJobId !== null && <LastJob id={lastJobId} />}
    </Row>
  );
}

function PatternForm({ path, pattern, done }: { path: string; pattern: string; done: () => void }) {
  const { t } = useTranslation('manage');
  const form = useForm({ initialValues: { pattern } });
  const submit = submitting(form, async (body) => {
    await client.call(path, { method: 'PATCH', body });
    await refresh(LIST);
    done();
  });
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Group align="flex-end" gap="xs" mt="sm">
        <TextInput
          flex="1 1 12rem"
          label={t('schedules.pattern')}
          description={t('schedules.patternHint')}
          required
          {...form.getInputProps('pattern')}
        />
        <Button type="submit" loading={form.submitting}>
          {t('save')}
        </Button>
      </Group>
    </form>
  );
}

function LastJob({ id }: { id: string }) {
  const { t } = useTranslation('manage');
  const { job, changed } = useJob(id);
  if (!job) return null;
  return (
    <ul className={classes.list} aria-label={t('schedules.last')} data-inner>
      <JobRow job={job} changed={changed} />
    </ul>
  );
}

import { Button, FileInput, Group, Select, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { submitting } from '../core/form-errors';
import { sayError } from '../core/say';
import { useObservable } from '../core/use-observable';
import type { Job } from './job-states';
import classes from './manage.module.css';

export type JobFormName = 'user-import' | 'activity-report' | 'channel-export';

interface JobFormProps {
  close: () => void;
  started: (job: Job) => void;
}

/** What it takes to begin a job of some kind. */
export function JobForm({ name, ...props }: JobFormProps & { name: JobFormName }) {
  if (name === 'user-import') return <ImportForm {...props} />;
  return name === 'activity-report' ? <ReportForm {...props} /> : <ExportForm {...props} />;
}

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

function ImportForm({ close, started }: JobFormProps) {
  const { t } = useTranslation('manage');
  const [file, choose] = useState<File | null>(null);
  const [busy, become] = useState(false);
  const start = async (): Promise<void> => {
    if (!file) return;
    become(true);
    try {
      // What systems take such a file for differs: where a spreadsheet is installed, for one of its own.
      const body = new Blob([file], { type: 'text/csv' });
      started(await client.call<Job>('/users/imports', { method: 'POST', body }));
    } catch (error) {
      sayError(error);
    } finally {
      become(false);
    }
  };
  return (
    <Frame
      title={t('jobs.kinds.user-import')}
      close={close}
      busy={busy}
      submit={() => void start()}
      ready={file !== null}
    >
      <FileInput
        label={t('jobs.file')}
        description={t('jobs.fileHint')}
        accept="text/csv,.csv"
        clearable
        value={file}
        onChange={choose}
      />
    </Frame>
  );
}

function ReportForm({ close, started }: JobFormProps) {
  const { t } = useTranslation('manage');
  const [lastWeek] = useState(() => ({ from: daysAgo(7), to: daysAgo(1) }));
  const form = useForm({ initialValues: { ...lastWeek, format: 'html' } });
  const submit = submitting(form, async (body) => {
    started(await client.call<Job>('/reports/activity', { method: 'POST', body }));
  });
  return (
    <Frame
      title={t('jobs.kinds.activity-report')}
      close={close}
      busy={form.submitting}
      submit={() => form.onSubmit(submit)()}
    >
      <div className={classes.fields}>
        <TextInput type="date" label={t('jobs.from')} required {...form.getInputProps('from')} />
        <TextInput type="date" label={t('jobs.to')} required {...form.getInputProps('to')} />
        <Format formats={['html', 'csv']} {...form.getInputProps('format')} />
      </div>
    </Frame>
  );
}

function ExportForm({ close, started }: JobFormProps) {
  const { t } = useTranslation('manage');
  const channels = useObservable(client.channels);
  const form = useForm({ initialValues: { channelId: null as string | null, format: 'html' } });
  const submit = submitting(form, async ({ channelId, format }) => {
    started(await client.call<Job>(`/channels/${channelId}/exports`, { method: 'POST', body: { format } }));
  });
  return (
    <Frame
      title={t('jobs.kinds.channel-export')}
      close={close}
      busy={form.submitting}
      submit={() => form.onSubmit(submit)()}
      ready={form.values.channelId !== null}
    >
      <div className={classes.fields}>
        <Select
          label={t('jobs.channel')}
          searchable
          data={channels.flatMap(({ id, info }) => (info?.name ? [{ value: id, label: info.name }] : []))}
          {...form.getInputProps('channelId')}
        />
        <Format formats={['html', 'csv', 'jsonl']} {...form.getInputProps('format')} />
      </div>
    </Frame>
  );
}

function Format({
  formats,
  ...input
}: { formats: string[] } & ReturnType<ReturnType<typeof useForm>['getInputProps']>) {
  const { t } = useTranslation('manage');
  const data = formats.map((value) => ({ value, label: value.toUpperCase() }));
  return <Select label={t('jobs.format')} data={data} allowDeselect={false} {...input} />;
}

interface FrameProps {
  title: string;
  close: () => void;
  busy: boolean;
  submit: () => void;
  ready?: boolean;
  children: ReactNode;
}

function Frame({ title, close, busy, submit, ready = true, children }: FrameProps) {
  const { t } = useTranslation('manage');
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Title order={3} size="h5">
        {title}
      </Title>
      {children}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={!ready}>
          {t('jobs.begin')}
        </Button>
      </Group>
    </form>
  );
}

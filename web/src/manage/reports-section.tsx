import { Button, Group, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MessageReport } from '../../../src/contract/moderation.js';
import { client } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { useFormats } from '../core/use-formats';
import { UserName } from '../people/user-name';
import { Row } from './row';
import classes from './manage.module.css';
import { Section } from './section';
import { submitting } from '../core/form-errors';
import { Tag } from '../core/tag';

const LIST = '/admin/reports';
const OUTCOMES = ['dismissed', 'handled', 'deleted', 'muted', 'banned'] as const;

/** Messages that somebody found wrong, and what came of it. */
export default function ReportsSection() {
  const { t } = useTranslation('manage');
  const [state, choose] = useState('open');
  const pages = usePages<MessageReport>(`${LIST}?state=${state}`);
  const side = (
    <SegmentedControl
      size="xs"
      aria-label={t('reports.state')}
      value={state}
      onChange={choose}
      data={(['open', 'resolved'] as const).map((value) => ({ value, label: t(`reports.states.${value}`) }))}
    />
  );
  return (
    <Section title={t('sections.reports')} side={side}>
      <PageList className={classes.list} label={t('sections.reports')} pages={pages} empty={t('reports.none')}>
        {(report) => <ReportRow key={report.id} report={report} />}
      </PageList>
    </Section>
  );
}

function ReportRow({ report }: { report: MessageReport }) {
  const { t } = useTranslation('manage');
  const { moment } = useFormats();
  const [resolving, resolve] = useState(false);
  const { channelId, seq, authorId, body, reporterId, reason, comment, reportedAt, outcome, note } = report;
  return (
    <Row
      title={<UserName userId={authorId} />}
      detail={
        <>
          {moment(reportedAt)} · {t('reports.by')} <UserName userId={reporterId} />
          {comment !== '' && ` · “${comment}”`}
        </>
      }
      side={
        <>
          <Tag tone="warm">{t(`reports.reasons.${reason}`)}</Tag>
          {outcome !== null && <Tag>{t(`reports.outcomes.${outcome}`)}</Tag>}
          <Button component={Link} href={`/c/${channelId}/${seq}`} size="compact-sm" variant="default">
            {t('reports.look')}
          </Button>
          {outcome === null && (
            <Button size="compact-sm" aria-expanded={resolving} onClick={() => resolve(!resolving)}>
              {t('reports.resolve')}
            </Button>
          )}
        </>
      }
    >
      <blockquote className={classes.quote}>{body}</blockquote>
      {note !== '' && <p className={classes.detail}>{note}</p>}
      {resolving && <ResolveForm id={report.id} />}
    </Row>
  );
}

function ResolveForm({ id }: { id: string }) {
  const { t } = useTranslation('manage');
  const form = useForm({ initialValues: { outcome: 'handled', note: '', until: '' } });
  const { outcome } = form.values;
  const timed = outcome === 'muted' || outcome === 'banned';
  const submit = submitting(form, async ({ note, until }) => {
    const end = timed && until !== '' ? { until: new Date(until).toISOString() } : {};
    await client.call(`/reports/${id}`, { method: 'PATCH', body: { outcome, note, ...end } });
    await refresh(LIST);
  });
  return (
    <form className={classes.form} data-inner onSubmit={form.onSubmit(submit)}>
      <div className={classes.fields}>
        <Select
          label={t('reports.outcome')}
          data={OUTCOMES.map((value) => ({ value, label: t(`reports.outcomes.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('outcome')}
        />
        {timed && (
          <TextInput
            type="datetime-local"
            label={t('reports.until')}
            required={outcome === 'muted'}
            {...form.getInputProps('until')}
          />
        )}
      </div>
      <Textarea label={t('reports.note')} maxLength={500} autosize {...form.getInputProps('note')} />
      <Group justify="flex-end">
        <Button type="submit" loading={form.submitting}>
          {t('reports.done')}
        </Button>
      </Group>
    </form>
  );
}

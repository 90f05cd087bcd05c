import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageReport, ReportOutcome } from '../../../src/contract/moderation.js';
import { client } from '../core/client';
import { submitting } from '../core/form-errors';
import { fromLocalInput, toLocalInput } from '../core/local-time';
import { refresh } from '../core/queries';
import { peopleChanged } from './member-acts';

const OUTCOMES = ['handled', 'dismissed', 'deleted', 'muted', 'banned'] as const satisfies ReportOutcome[];
const DAY_MS = 86_400_000;

/** What is done about a reported message: all reports of it are closed by that. */
export function ResolveReport({ report, onDone }: { report: MessageReport; onDone: () => void }) {
  const { t } = useTranslation(['running', 'common']);
  const [tomorrow] = useState(() => toLocalInput(new Date(Date.now() + DAY_MS)));
  const form = useForm({
    initialValues: {
      outcome: 'handled' as ReportOutcome,
      until: tomorrow,
      note: '',
    },
  });
  const { outcome } = form.values;
  const isTimed = outcome === 'muted' || outcome === 'banned';
  const submit = submitting(form, async ({ until, note }) => {
    const end = isTimed ? (fromLocalInput(until)?.toISOString() ?? null) : null;
    await client.call(`/reports/${report.id}`, { method: 'PATCH', body: { outcome, note, until: end } });
    onDone();
    const channelId = report.parentId ?? report.channelId;
    peopleChanged(channelId);
    await Promise.all([refresh('/admin/reports'), refresh(`/channels/${channelId}/reports`)]);
  });
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        <NativeSelect
          label={t('reports.outcome')}
          data={OUTCOMES.map((value) => ({ value, label: t(`reports.choices.${value}`) }))}
          {...form.getInputProps('outcome')}
        />
        {isTimed && (
          <TextInput
            type="datetime-local"
            label={t('reports.until')}
            description={outcome === 'banned' ? t('reports.untilHint') : undefined}
            required={outcome === 'muted'}
            {...form.getInputProps('until')}
          />
        )}
        <Textarea label={t('reports.note')} maxLength={500} autosize {...form.getInputProps('note')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
          <Button
            type="submit"
            color={outcome === 'handled' || outcome === 'dismissed' ? undefined : 'red'}
            loading={form.submitting}
          >
            {t('reports.resolve')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

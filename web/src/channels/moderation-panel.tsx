import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MessageReport, ReportOutcome, ReportState } from '../../../src/contract/moderation.js';
import { client } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { sayError } from '../core/say';
import { UserName } from '../people/user-name';
import { PanelHeader } from '../shell/panel-header';
import type { PanelProps } from '../shell/panel-props';
import { inMinutes } from './until';
import classes from './panel.module.css';

const DAY_MINUTES = 1_440;

/** Messages that people reported, to be judged. */
export default function ModerationPanel({ channelId }: PanelProps) {
  const { t } = useTranslation('channels');
  const [state, setState] = useState<ReportState>('open');
  const path = `/channels/${channelId}/reports`;
  const list = usePages<MessageReport>(`${path}?limit=20&state=${state}`);
  return (
    <>
      <PanelHeader title={t('reports.title')} />
      <div className={classes.body}>
        <section>
          <SegmentedControl
            fullWidth
            aria-label={t('reports.title')}
            value={state}
            onChange={(value) => setState(value === 'resolved' ? 'resolved' : 'open')}
            data={[
              { value: 'open', label: t('reports.open') },
              { value: 'resolved', label: t('reports.resolved') },
            ]}
          />
          <PageList pages={list} empty={t('reports.none')} className={classes.reports}>
            {(report) => (
              <li key={report.id}>
                <Report report={report} path={path} />
              </li>
            )}
          </PageList>
        </section>
      </div>
    </>
  );
}

function Report({ report, path }: { report: MessageReport; path: string }) {
  const { t } = useTranslation('channels');
  const { channelId, seq, authorId, body, reporterId, reason, comment, outcome, note } = report;
  return (
    <article>
      <Text size="sm" fw={600}>
        {t(`reports.reasons.${reason}`)}
      </Text>
      <Text size="sm" c="var(--app-muted)">
        {t('reports.by')} <UserName userId={reporterId} />
        {comment && `: ${comment}`}
      </Text>
      <Text size="sm" mt="xs">
        <UserName userId={authorId} /> {t('reports.wrote')}
      </Text>
      <blockquote className={classes.quote}>{body}</blockquote>
      <Text size="sm" component={Link} href={`/c/${channelId}/${seq}`}>
        {t('reports.message')}
      </Text>
      {outcome ? (
        <Text size="sm" mt="xs">
          {t(`reports.outcomes.${outcome}`)}
          {note && ` · ${note}`}
        </Text>
      ) : (
        <Resolve report={report} path={path} />
      )}
    </article>
  );
}

function Resolve({ report, path }: { report: MessageReport; path: string }) {
  const { t } = useTranslation('channels');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const resolve = async (outcome: ReportOutcome): Promise<void> => {
    const until = outcome === 'muted' ? inMinutes(DAY_MINUTES) : null;
    setBusy(true);
    try {
      await client.call(`/reports/${report.id}`, { method: 'PATCH', body: { outcome, note, until } });
      await refresh(path);
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
  };
  const choices = [
    ['dismissed', t('reports.dismiss'), undefined],
    ['handled', t('reports.handled'), undefined],
    ['deleted', t('reports.delete'), 'red'],
    ['muted', t('reports.mute'), 'red'],
    ['banned', t('reports.ban'), 'red'],
  ] as const;
  return (
    <Stack gap="xs" mt="sm">
      <TextInput
        label={t('reports.note')}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group gap="xs">
        {choices.map(([outcome, label, color]) => (
          <Button
            key={outcome}
            size="compact-md"
            variant={color ? 'light' : 'default'}
            color={color ?? 'gray'}
            disabled={busy}
            onClick={() => void resolve(outcome)}
          >
            {label}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageReport, ReportState } from '../../../src/contract/moderation.js';
import { useClientEvent } from '../core/client';
import { PageList } from '../core/page-list';
import { refreshSoon, usePages } from '../core/queries';
import { ReportCard } from './report-card';
import classes from './report-card.module.css';

/** A queue of reports, which moderators hear of as they come. `path`: of the channel's, or of the server's. */
export function ReportList({ path }: { path: string }) {
  const { t } = useTranslation('running');
  const [state, choose] = useState<ReportState>('open');
  const pages = usePages<MessageReport>(`${path}?limit=20&state=${state}`);
  useClientEvent('notification', ({ kind }) => {
    if (kind === 'report') refreshSoon(path);
  });
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t('reports.title')}
        value={state}
        onChange={choose}
        data={(['open', 'resolved'] as const).map((value) => ({ value, label: t(`reports.${value}`) }))}
      />
      <PageList pages={pages} empty={t('reports.none')} label={t('reports.title')} className={classes.list}>
        {(report) => (
          <li key={report.id}>
            <ReportCard report={report} />
          </li>
        )}
      </PageList>
    </>
  );
}

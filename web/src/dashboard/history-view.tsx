import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DashboardHistory, HistoryRange } from '../../../src/contract/dashboard.js';
import { LoadFailure } from '../core/load-failure';
import { useGet } from '../core/queries';
import { Waiting } from '../core/waiting';
import classes from './dashboard.module.css';
import { historyPoints, recorded, ticksOf } from './history-points';
import { Trend } from './trend';
import { useFormats } from '../core/use-formats';

/** The last day by minute or the last month by hour. */
export function HistoryView() {
  const { t } = useTranslation('dashboard');
  const [range, choose] = useState<HistoryRange>('24h');
  const { data, error, refetch } = useGet<DashboardHistory>(`/dashboard/history?range=${range}`, { keep: true });
  return (
    <>
      <SegmentedControl
        mb="md"
        aria-label={t('history.range')}
        value={range}
        onChange={(value) => choose(value as HistoryRange)}
        data={[
          { value: '24h', label: t('history.day') },
          { value: '30d', label: t('history.month') },
        ]}
      />
      {error && <LoadFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && <Trends history={data} />}
    </>
  );
}

function Trends({ history }: { history: DashboardHistory }) {
  const { t } = useTranslation('dashboard');
  const { number, ms, clock, day, moment, percent } = useFormats();
  const points = useMemo(() => historyPoints(history), [history]);
  const rows = useMemo(() => recorded(points), [points]);
  const ticks = useMemo(() => ticksOf(history), [history]);
  const axis = {
    points,
    rows,
    ticks,
    from: points[0]?.at ?? 0,
    to: points.at(-1)?.at ?? 0,
    tickText: history.range === '24h' ? clock : day,
    timeText: moment,
  };
  const hint = t(history.range === '24h' ? 'history.byMinute' : 'history.byHour');
  const percentiles = { p50: t('latency.p50'), p95: t('latency.p95'), p99: t('latency.p99') };
  return (
    <div className={classes.halves}>
      <Trend
        {...axis}
        title={t('messages.title')}
        hint={hint}
        lines={{ messages: t('messages.accepted'), delivered: t('messages.delivered') }}
        valueText={number}
        whole
      />
      <Trend {...axis} title={t('latency.title')} hint={hint} lines={percentiles} valueText={ms} />
      <Trend
        {...axis}
        title={t('history.atOnce')}
        hint={hint}
        lines={{ people: t('people.title'), sockets: t('connections.sockets'), activeChannels: t('channels.active') }}
        valueText={number}
        whole
      />
      <Trend
        {...axis}
        title={t('history.troubles')}
        hint={hint}
        lines={{ errors: t('errors.title'), failedJobs: t('jobs.failed'), waitingJobs: t('jobs.waiting') }}
        valueText={number}
        whole
      />
      <Trend
        {...axis}
        title={t('notifications.title')}
        hint={hint}
        lines={{ notifications: t('notifications.count') }}
        valueText={number}
        whole
      />
      <Trend
        {...axis}
        title={t('cache.hitRate')}
        hint={hint}
        lines={{ cacheHitRate: t('cache.hitRate') }}
        valueText={percent}
      />
    </div>
  );
}

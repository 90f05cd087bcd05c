import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { KEPT_MS, thinned } from './samples';
import { Trend } from './trend';
import { useFormats } from '../core/use-formats';
import { useLive } from './use-live';

const MINUTE_MS = 60_000;
const ROW_MS = 10_000;

/** The last minutes as lines. */
export function LiveTrends() {
  const { t } = useTranslation('dashboard');
  const formats = useFormats();
  const samples = useLive((state) => state.samples);
  const points = useMemo(() => samples.map((sample) => ({ ...sample })), [samples]);
  const rows = useMemo(() => thinned(points, ROW_MS), [points]);
  const to = points.at(-1)?.at ?? 0;
  const from = to - KEPT_MS;
  const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  const axis = {
    points,
    rows,
    from,
    to,
    ticks: Array.from({ length: KEPT_MS / MINUTE_MS }, (_, i) => first + i * MINUTE_MS),
    tickText: formats.clock,
    timeText: formats.seconds,
  };
  const hint = t('chart.lastMinutes');
  const { accepted, delivered } = { accepted: t('messages.accepted'), delivered: t('messages.delivered') };
  const percentiles = { p50: t('latency.p50'), p95: t('latency.p95'), p99: t('latency.p99') };
  const connections = { sockets: t('connections.sockets'), streams: t('connections.streams') };
  return (
    <>
      <Trend
        {...axis}
        title={t('messages.perSecond')}
        hint={hint}
        lines={{ accepted, delivered }}
        valueText={formats.number}
      />
      <Trend {...axis} title={t('latency.title')} hint={hint} lines={percentiles} valueText={formats.ms} />
      <Trend
        {...axis}
        title={t('connections.title')}
        hint={hint}
        lines={connections}
        valueText={formats.number}
        whole
      />
    </>
  );
}

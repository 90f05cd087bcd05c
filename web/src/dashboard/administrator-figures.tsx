import { useTranslation } from 'react-i18next';
import type { AdministratorDashboard } from '../../../src/contract/dashboard.js';
import classes from './dashboard.module.css';
import { Figure } from './figure';
import { useFormats } from '../core/use-formats';
import { useAdministratorPart } from './use-live';

interface LiveFigureProps<T> {
  label: string;
  /** What it is made of: what stays the same object while nothing of it changes. */
  of: (dashboard: AdministratorDashboard) => T;
  value: (part: T) => string;
  detail?: (part: T) => string;
}

function LiveFigure<T>({ label, of, value, detail }: LiveFigureProps<T>) {
  const part = useAdministratorPart(of);
  if (part === null) return null;
  return <Figure label={label} value={value(part)} {...(detail && { detail: detail(part) })} />;
}

/** What is there now, number by number. */
export function AdministratorFigures() {
  const { t } = useTranslation('dashboard');
  const { number, ms, percent } = useFormats();
  const most = (byName: Record<string, number>) =>
    Object.entries(byName)
      .filter(([, count]) => count > 0)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 3)
      .map(([name, count]) => `${name} ${number(count)}`)
      .join(' · ');
  const lastMinute = (count: number) => t('lastMinute', { number: number(count) });
  return (
    <dl className={classes.tiles}>
      <LiveFigure label={t('people.online')} of={({ people }) => people.online} value={number} />
      <LiveFigure
        label={t('connections.sockets')}
        of={({ sockets }) => sockets}
        value={({ total }) => number(total)}
        detail={({ byTransport }) => most(byTransport)}
      />
      <LiveFigure
        label={t('connections.streams')}
        of={({ streams }) => streams}
        value={({ total }) => number(total)}
        detail={({ byStream }) => most(byStream)}
      />
      <LiveFigure
        label={t('messages.perSecond')}
        of={({ messages }) => messages.accepted}
        value={({ perSecond }) => number(perSecond)}
        detail={(rate) => lastMinute(rate.lastMinute)}
      />
      <LiveFigure
        label={t('messages.deliveredPerSecond')}
        of={({ messages }) => messages.delivered}
        value={({ perSecond }) => number(perSecond)}
        detail={(rate) => lastMinute(rate.lastMinute)}
      />
      <LiveFigure
        label={t('latency.p50')}
        of={({ latency }) => latency}
        value={({ server }) => (server ? ms(server.p50) : '–')}
        detail={({ client }) => (client ? t('latency.atClients', { ms: ms(client.p50) }) : t('latency.fromCommit'))}
      />
      <LiveFigure
        label={t('latency.p95')}
        of={({ latency }) => latency}
        value={({ server }) => (server ? ms(server.p95) : '–')}
        detail={({ client }) => (client ? t('latency.atClients', { ms: ms(client.p95) }) : t('latency.fromCommit'))}
      />
      <LiveFigure
        label={t('latency.p99')}
        of={({ latency }) => latency}
        value={({ server }) => (server ? ms(server.p99) : '–')}
        detail={({ client }) => (client ? t('latency.atClients', { ms: ms(client.p99) }) : t('latency.fromCommit'))}
      />
      <LiveFigure label={t('channels.active')} of={({ channels }) => channels.active} value={number} />
      <LiveFigure
        label={t('errors.title')}
        of={({ errors }) => errors}
        value={(errors) => number(errors.lastMinute)}
        detail={({ byCode }) => most(byCode) || t('errors.none')}
      />
      <LiveFigure
        label={t('cache.hitRate')}
        of={({ cache }) => cache}
        value={({ hitRate }) => (hitRate === null ? '–' : percent(hitRate))}
        detail={({ hits, misses }) => t('cache.of', { hits: number(hits), asked: number(hits + misses) })}
      />
      <LiveFigure label={t('jobs.failedForGood')} of={({ jobs }) => jobs.failedForGood} value={number} />
    </dl>
  );
}

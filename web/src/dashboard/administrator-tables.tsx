import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type {
  ActiveChannel,
  AdministratorDashboard,
  InstanceFigures,
  QueueFigures,
} from '../../../src/contract/dashboard.js';
import { STATES, WAYS, worded } from '../inbox/reasons';
import { type Column, DataTable } from './data-table';
import { SectionCard } from './section-card';
import { useFormats } from '../core/use-formats';
import { useAdministratorPart } from './use-live';
import { Tag } from '../core/tag';

type NotificationCount = AdministratorDashboard['notifications'][number];

const NONE: never[] = [];

export function Queues() {
  const { t } = useTranslation('dashboard');
  const { number } = useFormats();
  const queues = useAdministratorPart(({ jobs }) => jobs.queues);
  const count = (key: 'waiting' | 'active' | 'delayed') => ({
    label: t(`queues.${key}`),
    numeric: true,
    value: (queue: QueueFigures) => number(queue[key]),
  });
  const columns: Column<QueueFigures>[] = [
    { label: t('queues.name'), value: ({ name }) => name },
    count('waiting'),
    count('active'),
    count('delayed'),
    {
      label: t('queues.failed'),
      numeric: true,
      value: ({ failed }) => (failed > 0 ? <Tag tone="bad">{number(failed)}</Tag> : number(0)),
    },
  ];
  return (
    <SectionCard title={t('queues.title')}>
      <DataTable
        label={t('queues.title')}
        rows={queues ?? NONE}
        columns={columns}
        keyOf={({ name }) => name}
        empty={t('queues.unknown')}
      />
    </SectionCard>
  );
}

export function Notifications() {
  const { t } = useTranslation(['dashboard', 'inbox']);
  const { number } = useFormats();
  const counts = useAdministratorPart(({ notifications }) => notifications);
  const wayText = (name: string): string => {
    const way = worded(WAYS, name);
    return way === 'other' ? name : t(`inbox:ways.${way}`);
  };
  const stateText = (name: string): string => {
    const state = worded(STATES, name);
    return state === 'other' ? name : t(`inbox:states.${state}`);
  };
  const columns: Column<NotificationCount>[] = [
    { label: t('notifications.way'), value: ({ way }) => wayText(way) },
    { label: t('notifications.state'), value: ({ state }) => stateText(state) },
    { label: t('notifications.count'), numeric: true, value: ({ lastMinute }) => number(lastMinute) },
  ];
  return (
    <SectionCard title={t('notifications.title')} hint={t('inLastMinute')}>
      <DataTable
        label={t('notifications.title')}
        rows={counts ?? NONE}
        columns={columns}
        keyOf={({ way, state }) => `${way} ${state}`}
        empty={t('notifications.none')}
      />
    </SectionCard>
  );
}

export function TopChannels() {
  const { t } = useTranslation('dashboard');
  const { number } = useFormats();
  const top = useAdministratorPart(({ channels }) => channels.top);
  const columns: Column<ActiveChannel & { place: number }>[] = [
    {
      label: t('channels.name'),
      value: ({ id, kind, name }) =>
        id === null ? t(`channels.hidden.${kind}`) : <Link href={`/c/${id}`}>{name}</Link>,
    },
    { label: t('channels.messages'), numeric: true, value: ({ messages }) => number(messages) },
  ];
  const rows = (top ?? NONE).map((channel, place) => ({ ...channel, place }));
  return (
    <SectionCard title={t('channels.title')} hint={t('inLastMinute')}>
      <DataTable
        label={t('channels.title')}
        rows={rows}
        columns={columns}
        keyOf={({ place }) => place}
        empty={t('channels.none')}
      />
    </SectionCard>
  );
}

export function Instances() {
  const { t } = useTranslation('dashboard');
  const { number, ms, mebibytes, span } = useFormats();
  const instances = useAdministratorPart((dashboard) => dashboard.instances);
  const columns: Column<InstanceFigures>[] = [
    { label: t('instances.id'), value: ({ id, role }) => `${t(`instances.roles.${role}`)} ${id}` },
    { label: t('instances.version'), value: ({ version }) => version },
    { label: t('instances.uptime'), numeric: true, value: ({ uptimeSeconds }) => span(uptimeSeconds) },
    { label: t('instances.memory'), numeric: true, value: ({ memory }) => mebibytes(memory.resident) },
    { label: t('instances.heap'), numeric: true, value: ({ memory }) => mebibytes(memory.heapUsed) },
    { label: t('instances.delay'), numeric: true, value: ({ eventLoopDelay }) => ms(eventLoopDelay.p99) },
    { label: t('connections.sockets'), numeric: true, value: ({ sockets }) => number(sockets) },
    { label: t('connections.streams'), numeric: true, value: ({ streams }) => number(streams) },
  ];
  return (
    <SectionCard title={t('instances.title')}>
      <DataTable
        label={t('instances.title')}
        rows={instances ?? NONE}
        columns={columns}
        keyOf={({ id }) => id}
        empty={t('nothing')}
      />
    </SectionCard>
  );
}

import { Loader, Text } from '@mantine/core';
import { IconBellRinging, IconDeviceDesktop, IconMail } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Delivery, DeliveryList, DeliveryWay } from '../../../src/contract/notifications.js';
import { useGet } from '../core/queries';
import { textOf } from '../core/say';
import { Tag } from '../core/tag';
import classes from './inbox.module.css';
import { REASONS, RULES, worded } from './reasons';
import { mediumMomentText } from '../core/dates';

const icons: Record<DeliveryWay, typeof IconMail> = {
  in_app: IconDeviceDesktop,
  push: IconBellRinging,
  email: IconMail,
};

const MOST = 5;

/** Why one was told, and by which ways: what the server noted when it decided. */
export function Why({ id }: { id: string }) {
  const { t } = useTranslation('inbox');
  const { data, error, isPending } = useGet<DeliveryList>(`/notifications/${id}/deliveries`);
  if (isPending) return <Loader role="progressbar" size="sm" aria-label={t('why.loading')} />;
  if (error) return <Text role="alert">{textOf(error)}</Text>;
  const events = [...Map.groupBy(data?.items ?? [], ({ decidedAt }) => decidedAt ?? '')].slice(-MOST);
  if (events.length === 0) return <Text size="sm">{t('why.unknown')}</Text>;
  return events.map(([decidedAt, deliveries]) => <Decision key={decidedAt} deliveries={deliveries} />);
}

function Decision({ deliveries }: { deliveries: Delivery[] }) {
  const { t } = useTranslation('inbox');
  const [first] = deliveries;
  if (!first) return null;
  return (
    <section className={classes.decision}>
      <Text size="sm" fw={600}>
        {t(`rules.${worded(RULES, first.rule)}`)}
      </Text>
      {first.decidedAt && (
        <Text size="xs" c="var(--app-muted)">
          {mediumMomentText(first.decidedAt)}
        </Text>
      )}
      <ul className={classes.ways}>
        {deliveries.map((delivery) => (
          <Way key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

function Way({ delivery: { way, state, reason, dueAt, answer } }: { delivery: Delivery }) {
  const { t } = useTranslation('inbox');
  const Icon = icons[way];
  return (
    <li className={classes.way}>
      <Icon size={16} aria-hidden />
      <span>
        <b>{t(`ways.${way}`)}</b> <Tag>{t(`states.${state}`)}</Tag>
        <br />
        {t(`reasons.${worded(REASONS, reason)}`)}
        {state === 'planned' && dueAt && ` ${t('why.due', { time: mediumMomentText(dueAt) })}`}
        {state === 'failed' && answer && ` (${answer})`}
      </span>
    </li>
  );
}

import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushSubscription, PushSubscriptionList } from '../../../src/contract/push.js';
import { client } from '../core/client';
import { LoadFailure } from '../core/load-failure';
import { queries, refresh, useGet } from '../core/queries';
import { sayError } from '../core/say';
import { Tag } from '../core/tag';
import { Waiting } from '../core/waiting';
import { mediumMomentText } from '../core/dates';
import { pushState, turnOffPush, turnOnPush } from '../push/push';
import { deviceName } from '../../../src/contract/device-name.js';
import classes from './settings.module.css';

const PATH = '/push/subscriptions';
const STATE = ['push state'];

/** The browsers that are told by push notifications, this one among them. */
export function DevicesSection() {
  const { t } = useTranslation('settings');
  const { data, error, refetch } = useGet<PushSubscriptionList>(PATH);
  return (
    <Stack gap="xl">
      <ThisBrowser />
      <section>
        <Title order={2} size="h4" mb="sm">
          {t('devices.all')}
        </Title>
        {!data && error ? (
          <LoadFailure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Waiting />
        ) : data.items.length === 0 ? (
          <Text c="var(--app-muted)">{t('devices.none')}</Text>
        ) : (
          <ul className={classes.list} aria-label={t('devices.all')}>
            {data.items.map((device) => (
              <Line key={device.id} device={device} />
            ))}
          </ul>
        )}
      </section>
    </Stack>
  );
}

function ThisBrowser() {
  const { t } = useTranslation('settings');
  const { data: state } = useQuery({ queryKey: STATE, queryFn: pushState, staleTime: 0 });
  const [busy, setBusy] = useState(false);
  const turn = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    await work().catch(sayError);
    await queries.invalidateQueries({ queryKey: STATE });
    setBusy(false);
  };
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t('devices.here')}
      </Title>
      {state === 'unsupported' && <Alert color="gray">{t('devices.unsupported')}</Alert>}
      {state === 'denied' && <Alert color="gray">{t('devices.denied')}</Alert>}
      {state === 'off' && (
        <>
          <Text c="var(--app-muted)" size="sm" mb="sm">
            {t('devices.offHint')}
          </Text>
          <Button leftSection={<IconBell size={16} />} loading={busy} onClick={() => void turn(turnOnPush)}>
            {t('devices.turnOn')}
          </Button>
        </>
      )}
      {state === 'on' && (
        <>
          <Text mb="sm">{t('devices.on')}</Text>
          <Button variant="default" loading={busy} onClick={() => void turn(turnOffHere)}>
            {t('devices.turnOff')}
          </Button>
        </>
      )}
    </section>
  );
}

/** The server is told first: it is the one that sends. */
async function turnOffHere(): Promise<void> {
  const { items } = await client.call<PushSubscriptionList>(PATH);
  for (const { id, current } of items) if (current) await client.call(`${PATH}/${id}`, { method: 'DELETE' });
  await turnOffPush();
}

function Line({ device: { id, userAgent, endpointHost, current, createdAt, failures } }: { device: PushSubscription }) {
  const { t } = useTranslation('settings');
  const remove = async (): Promise<void> => {
    if (current) await turnOffHere();
    else await client.call(`${PATH}/${id}`, { method: 'DELETE' });
    await Promise.all([refresh(PATH), queries.invalidateQueries({ queryKey: STATE })]);
  };
  const name = deviceName(userAgent ?? '') || t('account.unknownDevice');
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fw={600}>
          {name} {current && <Tag tone="accent">{t('account.thisOne')}</Tag>}
        </Text>
        <Text size="sm" c="var(--app-muted)">
          {endpointHost} · {t('account.since', { time: mediumMomentText(createdAt) })}
          {failures > 0 && ` · ${t('devices.failures', { count: failures })}`}
        </Text>
      </div>
      <Button
        variant="default"
        size="xs"
        aria-label={t('devices.removeNamed', { name })}
        onClick={() => void remove().catch(sayError)}
      >
        {t('devices.remove')}
      </Button>
    </li>
  );
}

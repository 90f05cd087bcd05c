import { Button, Text } from '@mantine/core';
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../src/contract/auth.js';
import { client } from '../core/client';
import { named } from '../core/named';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { sayError } from '../core/say';
import { Tag } from '../core/tag';
import { mediumMomentText } from '../core/dates';
import { deviceName } from '../../../src/contract/device-name.js';
import classes from './settings.module.css';

const PATH = '/auth/sessions';

/** Where the user is signed in; elsewhere can be ended from here. */
export function Sessions() {
  const { t } = useTranslation('settings');
  const pages = usePages<Session>(PATH);
  return (
    <PageList pages={pages} empty={t('account.noSessions')} label={t('account.sessions')} className={classes.list}>
      {(session) => <Line key={session.id} session={session} />}
    </PageList>
  );
}

function Line({ session: { id, userAgent, current, createdAt, lastUsedAt } }: { session: Session }) {
  const { t } = useTranslation('settings');
  const Icon = /Mobile|Android|iPhone/.test(userAgent) ? IconDeviceMobile : IconDeviceLaptop;
  const name = deviceName(userAgent) || t('account.unknownDevice');
  const end = async (): Promise<void> => {
    await client.call(`${PATH}/${id}`, { method: 'DELETE' });
    await refresh(PATH);
  };
  return (
    <li className={classes.item}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <div className={classes.grow}>
        <Text fw={600} title={userAgent}>
          {name} {current && <Tag tone="accent">{t('account.thisOne')}</Tag>}
        </Text>
        <Text size="sm" c="var(--app-muted)">
          {t('account.since', { time: mediumMomentText(createdAt) })} ·{' '}
          {t('account.lastUsed', { time: mediumMomentText(lastUsedAt) })}
        </Text>
      </div>
      {!current && (
        <Button
          variant="default"
          size="xs"
          {...named(t('account.signOutThere'), name)}
          onClick={() => void end().catch(sayError)}
        >
          {t('account.signOutThere')}
        </Button>
      )}
    </li>
  );
}

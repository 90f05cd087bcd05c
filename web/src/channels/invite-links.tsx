import { Button, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelInvite, CreatedInvite } from '../../../src/contract/invites.js';
import { client } from '../core/client';
import { CopyLink } from '../core/copy-link';
import { mediumMomentText } from '../core/dates';
import { named } from '../core/named';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { sayError } from '../core/say';
import { TwoLines } from '../core/two-lines';
import classes from './panel.module.css';

const HOURS = ['1', '24', '168', '720'] as const;
const USES = { once: 1, ten: 10, any: null } as const;
type Uses = keyof typeof USES;

/** Links by which people join a channel: made, copied, taken back. */
export function InviteLinks({ channelId }: { channelId: string }) {
  const { t } = useTranslation('running');
  const path = `/channels/${channelId}/invites`;
  const [hours, setHours] = useState<string>('168');
  const [uses, setUses] = useState<Uses>('any');
  const [link, setLink] = useState<string | null>(null);
  const create = async (): Promise<void> => {
    const body = { expiresInHours: Number(hours), maxUses: USES[uses] };
    try {
      const { token } = await client.call<CreatedInvite>(path, { method: 'POST', body });
      setLink(`${location.origin}/join/${token}`);
      await refresh(path);
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Stack gap="sm">
      <Group grow>
        <Select
          label={t('invites.lasts')}
          allowDeselect={false}
          value={hours}
          onChange={(value) => setHours(value ?? '168')}
          data={HOURS.map((value) => ({ value, label: t(`invites.hours.${value}`) }))}
        />
        <Select
          label={t('invites.uses')}
          allowDeselect={false}
          value={uses}
          onChange={(value) => setUses(value && value in USES ? (value as Uses) : 'any')}
          data={(Object.keys(USES) as Uses[]).map((value) => ({ value, label: t(`invites.${value}`) }))}
        />
      </Group>
      <Button variant="default" onClick={() => void create()}>
        {t('invites.create')}
      </Button>
      <CopyLink label={t('invites.link')} description={t('invites.fresh')} link={link} />
      <Links path={path} />
    </Stack>
  );
}

function Links({ path }: { path: string }) {
  const { t } = useTranslation('running');
  const list = usePages<ChannelInvite>(path);
  const revoke = async (id: string): Promise<void> => {
    try {
      await client.call(`${path}/${id}`, { method: 'DELETE' });
      await refresh(path);
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <PageList pages={list} empty={t('invites.none')}>
      {({ id, expiresAt, maxUses, uses }) => (
        <li key={id} className={classes.item}>
          <span className={classes.who}>
            <TwoLines
              first={t('invites.until', { until: mediumMomentText(expiresAt) })}
              second={
                maxUses === null ? t('invites.used', { count: uses }) : t('invites.usedOf', { uses, count: maxUses })
              }
            />
          </span>
          <Button
            size="compact-md"
            variant="default"
            {...named(t('invites.revoke'), t('invites.until', { until: mediumMomentText(expiresAt) }))}
            onClick={() => void revoke(id)}
          >
            {t('invites.revoke')}
          </Button>
        </li>
      )}
    </PageList>
  );
}

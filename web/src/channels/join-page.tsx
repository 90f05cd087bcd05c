import { Button, Stack, Text } from '@mantine/core';
import type { MyChannel } from '@tertulia/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, useLocation } from 'wouter';
import type { InvitePreview } from '../../../src/contract/invites.js';
import { client } from '../core/client';
import { isGone } from '../core/is-gone';
import { Notice } from '../core/notice';
import { PageFailure } from '../core/page-failure';
import { useGet } from '../core/queries';
import { sayError } from '../core/say';
import { Waiting } from '../core/waiting';

/** What a link invites to. */
export default function JoinPage({ token }: { token: string }) {
  const { t } = useTranslation(['channels', 'common']);
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const path = `/invites/${encodeURIComponent(token)}`;
  const { data: invite, isPending, error, refetch } = useGet<InvitePreview>(path);
  if (isPending) return <Waiting />;
  if (!invite && !isGone(error)) return <PageFailure retry={() => void refetch()} />;
  if (!invite) {
    return (
      <Notice title={t('join.gone')} text={t('join.goneText')}>
        <Button component={Link} href="/">
          {t('common:notFound.home')}
        </Button>
      </Notice>
    );
  }
  const { channel, invitedBy, joined } = invite;
  if (joined) return <Redirect to={`/c/${channel.id}`} replace />;
  const join = async (): Promise<void> => {
    setBusy(true);
    try {
      const { id } = await client.call<MyChannel>(`${path}/accept`, { method: 'POST' });
      navigate(`/c/${id}`, { replace: true });
    } catch (error) {
      setBusy(false);
      sayError(error);
    }
  };
  return (
    <Notice title={t('join.title', { name: channel.name })} text={t('join.text', { who: invitedBy.displayName })}>
      <Stack gap="xs">
        {channel.topic && <Text>{channel.topic}</Text>}
        {channel.description && <Text c="var(--app-muted)">{channel.description}</Text>}
      </Stack>
      <Button loading={busy} onClick={() => void join()}>
        {t('join.action')}
      </Button>
    </Notice>
  );
}

import type { Channel } from '../../../src/contract/channels.js';
import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { NotFound } from '../core/not-found';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { SearchField, useSearch } from '../core/search-field';
import { useObservable } from '../core/use-observable';
import { PageFrame } from '../shell/page-frame';
import { ChannelIcon } from './channel-icon';
import { openCreateChannel, prepareCreateChannel } from './dialogs';
import { mayFindChannels } from './powers';
import classes from './browse-page.module.css';

/** The public channels, to look into and to join. */
export default function BrowsePage() {
  return mayFindChannels(client.user) ? <Channels /> : <NotFound />;
}

function Channels() {
  const { t } = useTranslation('channels');
  const { field, query } = useSearch();
  const list = usePages<Channel>(`/channels/browse?limit=50&query=${encodeURIComponent(query)}`, { keep: true });
  const mine = new Set(useObservable(client.channels).map(({ id }) => id));
  useEffect(prepareCreateChannel, []);
  const create = (
    <Button size="xs" leftSection={<IconPlus size={16} />} onClick={openCreateChannel}>
      {t('browse.create')}
    </Button>
  );
  return (
    <PageFrame title={t('browse.title')} actions={create}>
      <SearchField label={t('browse.search')} labelled {...field} />
      <PageList pages={list} empty={t('browse.nothing')} className={classes.list}>
        {(channel) => <ChannelOffer key={channel.id} channel={channel} joined={mine.has(channel.id)} />}
      </PageList>
    </PageFrame>
  );
}

function ChannelOffer({ channel, joined }: { channel: Channel; joined: boolean }) {
  const { t } = useTranslation('channels');
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const { id, name, topic, description } = channel;
  const join = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.join(id);
      navigate(`/c/${id}`);
    } catch (error) {
      setBusy(false);
      sayError(error);
    }
  };
  return (
    <li className={classes.offer}>
      <div className={classes.about}>
        <Link href={`/c/${id}`} className={classes.name}>
          <ChannelIcon channel={channel} /> {name}
        </Link>
        {(topic || description) && <p className={classes.topic}>{topic || description}</p>}
      </div>
      {joined ? (
        <Text size="sm" c="var(--app-muted)">
          {t('browse.joined')}
        </Text>
      ) : (
        <Button variant="default" loading={busy} aria-label={t('browse.join', { name })} onClick={() => void join()}>
          {t('browse.joinShort')}
        </Button>
      )}
    </li>
  );
}

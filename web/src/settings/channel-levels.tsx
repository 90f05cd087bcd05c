import { NativeSelect, Switch } from '@mantine/core';
import type { MyChannel } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import type { ChannelNotifications } from '../../../src/contract/channels.js';
import { client } from '../core/client';
import { PageList } from '../core/page-list';
import { refresh, usePages } from '../core/queries';
import { sayError } from '../core/say';
import { useNow } from '../core/use-now';
import classes from './settings.module.css';

const DAY_MS = 86_400_000;
const LEVELS = ['all', 'mentions', 'nothing'] as const;
/** For as long as anybody means by "until I say otherwise". */
const FOR_GOOD = '9999-12-31T00:00:00.000Z';

/** Of each channel, how much the user hears. */
export function ChannelLevels() {
  const { t } = useTranslation('settings');
  const pages = usePages<MyChannel>('/channels');
  const named = { ...pages, items: pages.items.filter(({ name }) => name !== null) };
  return (
    <PageList
      pages={named}
      empty={t('notifications.noChannels')}
      label={t('notifications.channels')}
      className={classes.list}
    >
      {(channel) => <Line key={channel.id} channel={channel} />}
    </PageList>
  );
}

function Line({ channel: { id, name, notifications } }: { channel: MyChannel }) {
  const { t } = useTranslation('settings');
  const { level, mutedUntil } = notifications;
  const end = mutedUntil === null ? 0 : Date.parse(mutedUntil);
  const muted = end > useNow((now) => now < end && end < now + DAY_MS);
  const save = async (change: Partial<ChannelNotifications>): Promise<void> => {
    await client.channel(id).notify({ level, mutedUntil: muted ? mutedUntil : null, ...change });
    await refresh('/channels');
  };
  return (
    <li className={classes.item}>
      <span className={classes.grow}>{name}</span>
      <Switch
        label={t('notifications.mute')}
        aria-label={`${name}: ${t('notifications.mute')}`}
        checked={muted}
        onChange={({ currentTarget }) =>
          void save({ mutedUntil: currentTarget.checked ? FOR_GOOD : null }).catch(sayError)
        }
      />
      <NativeSelect
        aria-label={`${name}: ${t('notifications.level')}`}
        size="xs"
        value={level}
        data={LEVELS.map((value) => ({ value, label: t(`notifications.levels.${value}`) }))}
        onChange={({ currentTarget }) =>
          void save({ level: currentTarget.value as ChannelNotifications['level'] }).catch(sayError)
        }
      />
    </li>
  );
}

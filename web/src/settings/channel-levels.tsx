import { Button, NativeSelect, Switch, Text } from '@mantine/core';
import type { MyChannel } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import type { ChannelNotifications } from '../../../src/contract/channels.js';
import { client } from '../core/client';
import { refresh } from '../core/queries';
import { sayError } from '../core/say';
import { useGetPages } from '../core/use-get-pages';
import { useNow } from '../core/use-now';
import { Waiting } from '../core/waiting';
import classes from './settings.module.css';

const DAY_MS = 86_400_000;
const LEVELS = ['all', 'mentions', 'nothing'] as const;
/** For as long as anybody means by "until I say otherwise". */
const FOR_GOOD = '9999-12-31T00:00:00.000Z';

/** Of each channel, how much the user hears. */
export function ChannelLevels() {
  const { t } = useTranslation('settings');
  const { items, isPending, hasMore, isMore, loadMore } = useGetPages<MyChannel>('/channels');
  if (isPending) return <Waiting />;
  const named = items.filter(({ name }) => name !== null);
  if (named.length === 0) return <Text size="sm">{t('notifications.noChannels')}</Text>;
  return (
    <>
      <ul className={classes.list} aria-label={t('notifications.channels')}>
        {named.map((channel) => (
          <Line key={channel.id} channel={channel} />
        ))}
      </ul>
      {hasMore && (
        <Button variant="subtle" loading={isMore} onClick={loadMore}>
          {t('more')}
        </Button>
      )}
    </>
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

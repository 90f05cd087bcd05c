import { NativeSelect, Switch } from '@mantine/core';
import type { MyChannel } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import type { ChannelNotifications } from '../../../src/contract/channels.js';
import { setLevel, setMuted } from '../channels/hearing';
import { isMine } from '../channels/powers';
import { isSilent } from '../channels/silence';
import { client } from '../core/client';
import { Empty } from '../core/empty';
import { sayError } from '../core/say';
import { useNow } from '../core/use-now';
import { useObservable } from '../core/use-observable';
import classes from './settings.module.css';

const DAY_MS = 86_400_000;
const LEVELS = ['all', 'mentions', 'nothing'] as const;

/** Of each channel, how much the user hears. */
export function ChannelLevels() {
  const { t, i18n } = useTranslation('settings');
  const channels = useObservable(client.channels).flatMap(({ info }) =>
    info && isMine(info) && info.name !== null ? [{ ...info, name: info.name }] : [],
  );
  if (channels.length === 0) return <Empty text={t('notifications.noChannels')} />;
  const names = new Intl.Collator(i18n.language, { numeric: true, sensitivity: 'base' });
  return (
    <ul className={classes.list} aria-label={t('notifications.channels')}>
      {channels
        .toSorted((a, b) => names.compare(a.name, b.name))
        .map((channel) => (
          <Line key={channel.id} channel={channel} />
        ))}
    </ul>
  );
}

function Line({ channel }: { channel: MyChannel }) {
  const { t } = useTranslation('settings');
  const { name, notifications } = channel;
  const end = notifications.mutedUntil === null ? 0 : Date.parse(notifications.mutedUntil);
  const muted = isSilent(
    notifications,
    useNow((now) => now < end && end < now + DAY_MS),
  );
  return (
    <li className={classes.item}>
      <span className={classes.grow}>{name}</span>
      <Switch
        label={t('notifications.mute')}
        aria-label={`${name}: ${t('notifications.mute')}`}
        checked={muted}
        onChange={({ currentTarget }) => void setMuted(channel, currentTarget.checked).catch(sayError)}
      />
      <NativeSelect
        aria-label={`${name}: ${t('notifications.level')}`}
        size="xs"
        value={notifications.level}
        data={LEVELS.map((value) => ({ value, label: t(`notifications.levels.${value}`) }))}
        onChange={({ currentTarget }) =>
          void setLevel(channel, currentTarget.value as ChannelNotifications['level']).catch(sayError)
        }
      />
    </li>
  );
}

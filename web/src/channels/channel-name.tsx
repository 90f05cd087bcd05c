import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../src/contract/channels.js';
import { client } from '../core/client';
import { useGet } from '../core/queries';
import { usePart } from '../core/use-observable';
import { ChannelIcon } from './channel-icon';
import classes from './channel-name.module.css';
import { useChannelTitle } from './channel-title';

/** What a channel is called, with its sign; also one that the user is not in. */
export function ChannelName({ channelId }: { channelId: string }) {
  const { t } = useTranslation('channels');
  const known = usePart(client.channel(channelId), ({ info }) => info);
  const { data, error } = useGet<Channel>(`/channels/${channelId}`, { enabled: !known });
  const info = known ?? data;
  const title = useChannelTitle(info);
  return (
    <span className={classes.name}>
      {info && <ChannelIcon channel={info} size={18} />}
      {title ?? (error ? t('gone') : '…')}
    </span>
  );
}

import { Text, Title } from '@mantine/core';
import type { ChannelSnapshot } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { useChannelTitle } from '../channels/channel-title';
import classes from './conversation.module.css';

/** Before the first message: what the channel is for. */
export function ChannelStart({ info }: { info: ChannelSnapshot['info'] }) {
  const { t } = useTranslation('conversation');
  const name = useChannelTitle(info) ?? '…';
  if (!info) return null;
  return (
    <div className={classes.start}>
      <Title order={2} size="h3">
        {info.kind === 'direct' ? name : `# ${name}`}
      </Title>
      {info.description && <Text className={classes.description}>{info.description}</Text>}
      <Text c="var(--app-muted)" fz="sm">
        {t(`start.${info.kind}`, { name })}
      </Text>
    </div>
  );
}

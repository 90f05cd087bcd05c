import { Text, Title } from '@mantine/core';
import type { ChannelSnapshot } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import classes from './conversation.module.css';
import { type Members, nameOf } from './use-members';

/** Before the first message: what the channel is for. */
export function ChannelStart({ info, members }: { info: ChannelSnapshot['info']; members: Members | null }) {
  const { t } = useTranslation('conversation');
  if (!info) return null;
  const name = nameOf(info, members);
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

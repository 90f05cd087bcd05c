import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thread } from '../../../src/contract/threads';
import { ChannelName } from '../channels/channel-name';
import { MessageCard } from '../conversation/message-card';
import { shortMomentText } from '../core/dates';
import { client } from '../core/client';
import { PageList } from '../core/page-list';
import { refreshSoon, usePages } from '../core/queries';
import { UnreadBadge } from '../core/unread-badge';
import { usePart } from '../core/use-observable';
import { Avatars } from '../people/avatars';
import { PageFrame } from '../shell/page-frame';
import classes from './threads-page.module.css';

const PATH = '/threads';

/** Replies to threads come as changes of what is no channel of the user's, also while the list is not on the screen. */
const refreshIf = (channelId: string): void => {
  if (!client.channels.snapshot().some(({ id }) => id === channelId)) refreshSoon(PATH);
};
client.on('channel:changes', ({ channelId }) => refreshIf(channelId));
client.on('channel:left', ({ channelId }) => refreshIf(channelId));
client.on('channel:joined', ({ channel }) => channel.kind === 'thread' && refreshSoon(PATH));

/** The threads that the user follows, the newest reply first. */
export default function ThreadsPage() {
  const { t } = useTranslation('threads');
  const pages = usePages<Thread>(PATH);
  return (
    <PageFrame title={t('title')}>
      <PageList pages={pages} empty={t('empty')} className={classes.list}>
        {(thread) => <ThreadCard key={thread.id} thread={thread} />}
      </PageList>
    </PageFrame>
  );
}

function ThreadCard({ thread: { id, parentId, root, seq, lastReplyAt, follower } }: { thread: Thread }) {
  const { t } = useTranslation('threads');
  // Where the client knows of the thread, it knows sooner.
  const known = usePart(client.threads, (threads) => threads.find((each) => each.id === id)?.unread);
  const unread = known ?? follower?.unread ?? 0;
  return (
    <li>
      <Text component="div" size="xs" c="var(--app-muted)" mb={4}>
        <ChannelName channelId={parentId} />
      </Text>
      <MessageCard message={root} to={`/c/${parentId}/${root.seq}?panel=thread:${id}`}>
        <Group gap="xs" mt="xs">
          <Avatars userIds={root.thread?.participantIds ?? []} />
          <Text size="sm">{t('replies', { count: seq })}</Text>
          {lastReplyAt && (
            <Text size="sm" c="var(--app-muted)">
              {t('last', { when: shortMomentText(lastReplyAt) })}
            </Text>
          )}
          {unread > 0 && <UnreadBadge count={unread} label={t('unread', { count: unread })} />}
        </Group>
      </MessageCard>
    </li>
  );
}

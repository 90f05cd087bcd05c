import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Message } from '@tertulia/client';
import { IconBell, IconBellOff } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thread } from '../../../src/contract/threads';
import { useRights } from '../channels/use-rights';
import { Composer } from '../composer/composer';
import { editLast } from '../conversation/edit-last';
import { MessageCard } from '../conversation/message-card';
import { MessageList } from '../conversation/message-list';
import { TypingLine } from '../conversation/typing-line';
import { client, useClientEvent } from '../core/client';
import { Empty } from '../core/empty';
import { refresh, useGet } from '../core/queries';
import { sayError } from '../core/say';
import { usePart } from '../core/use-observable';
import { PanelHeader } from '../shell/panel-header';
import type { PanelProps } from '../shell/panel-props';
import classes from './thread-panel.module.css';

/** A message and the replies to it. */
export default function ThreadPanel({ channelId, argument }: PanelProps) {
  const { t } = useTranslation('threads');
  // `ID`, or `ID:SEQ` where a link leads to one of the replies.
  const [id = '', reply] = (argument ?? '').split(':');
  const parent = client.channel(channelId);
  const path = `/threads/${id}`;
  const loaded = usePart(parent, ({ messages }) => messages.find((message) => message.id === id));
  const isOpen = usePart(parent, ({ status }) => status === 'open');
  // As it was when it was last seen: the list may have gone on to messages far from it.
  const [kept, keep] = useState(loaded);
  if (loaded && loaded !== kept) keep(loaded);
  useClientEvent('applied', ({ changes }) => {
    const change = changes.findLast(({ message }) => message.id === id);
    if (change) keep(change.message);
  });
  const known = loaded ?? kept;
  // A message without replies has no thread yet.
  const { data: thread, isLoading } = useGet<Thread>(path, { enabled: known ? known.thread !== null : isOpen });
  const root = known ?? thread?.root;
  useClientEvent('channel:joined', ({ channel }) => void (channel.id === id && refresh(path)));
  useClientEvent('channel:left', (left) => void (left.channelId === id && refresh(path)));
  return (
    <>
      <PanelHeader title={t('thread')}>{thread && <FollowButton thread={thread} />}</PanelHeader>
      {root ? (
        <Replies channelId={channelId} root={root} target={Number(reply) || null} />
      ) : (
        !isLoading && <Empty text={t('gone')} />
      )}
    </>
  );
}

function Replies({ channelId, root, target }: { channelId: string; root: Message; target: number | null }) {
  const { t } = useTranslation('threads');
  const channel = useMemo(() => client.channel(root.id), [root.id]);
  useEffect(() => {
    channel.open();
    return () => channel.close();
  }, [channel]);
  const ofReplies = useRights(channelId, true);
  // What is pinned is found beside the channel.
  const rights = useMemo(() => ({ ...ofReplies, pin: false }), [ofReplies]);
  const start = useMemo(
    () => (
      <div className={classes.root}>
        <MessageCard message={root} to={`/c/${channelId}/${root.seq}?panel=thread:${root.id}`} />
        {root.thread && (
          <Text size="xs" c="var(--app-muted)" mt="xs">
            {t('replies', { count: root.thread.seq })}
          </Text>
        )}
      </div>
    ),
    [channelId, root, t],
  );
  const exists = usePart(
    channel,
    ({ error, status, pending }) => (error === null && status === 'open') || pending.length > 0,
  );
  return (
    <>
      {exists ? (
        <MessageList channel={channel} rights={rights} label={t('thread')} target={target} start={start} />
      ) : (
        <div className={classes.alone}>{start}</div>
      )}
      <TypingLine channel={channel} />
      {root.deletedAt === null ? (
        <Composer channelId={channelId} threadId={root.id} onEditLast={() => editLast(root.id)} />
      ) : (
        <Text p="md" size="sm" c="var(--app-muted)">
          {t('closed')}
        </Text>
      )}
    </>
  );
}

function FollowButton({ thread: { id, follower } }: { thread: Thread }) {
  const { t } = useTranslation('threads');
  const follows = follower !== null;
  const { mutate, isPending } = useMutation({
    mutationFn: () => client.channel(id).follow(!follows),
    onSuccess: () => refresh('/threads'),
    onError: sayError,
  });
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      loading={isPending}
      leftSection={follows ? <IconBellOff size={16} /> : <IconBell size={16} />}
      onClick={() => mutate()}
    >
      {follows ? t('unfollow') : t('follow')}
    </Button>
  );
}

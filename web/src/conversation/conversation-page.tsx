import type { Channel } from '@tertulia/client';
import { useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Composer } from '../composer/composer';
import { useRights } from '../channels/use-rights';
import { client } from '../core/client';
import { isGone } from '../core/is-gone';
import { NotFound } from '../core/not-found';
import { usePart } from '../core/use-observable';
import { useSidePanel } from '../shell/side-panel';
import { ChannelStart } from './channel-start';
import { editLast } from './edit-last';
import { ConversationHeader } from './conversation-header';
import classes from './conversation.module.css';
import { MessageList } from './message-list';
import { ThreadLink } from './thread-link';
import { TypingLine } from './typing-line';
import { useMembers } from './use-members';

/** One channel: what was said there, and where to say something. */
export function ConversationPage({ channel: id, seq }: { channel: string; seq?: string | undefined }) {
  const channel = useMemo(() => client.channel(id), [id]);
  useEffect(() => {
    channel.open();
    return () => channel.close();
  }, [channel]);
  const kind = usePart(channel, ({ info }) => info?.kind);
  const error = usePart(channel, ({ error: found }) => found);
  if (isGone(error)) return <NotFound />;
  if (kind === 'thread') return <ThreadLink threadId={id} seq={seq} />;
  return <Conversation key={id} channel={channel} target={Number(seq) || null} />;
}

function Conversation({ channel, target }: { channel: Channel; target: number | null }) {
  const { t } = useTranslation('conversation');
  const info = usePart(channel, ({ info: known }) => known);
  const rights = useRights(channel.id);
  const members = useMembers(channel.id);
  const { open } = useSidePanel();
  const openThread = useCallback((messageId: string) => open(`thread:${messageId}`), [open]);
  const start = useMemo(() => <ChannelStart info={info} />, [info]);
  return (
    <div className={classes.page}>
      <ConversationHeader info={info} members={members} />
      <MessageList
        channel={channel}
        rights={rights}
        label={t('messages')}
        target={target}
        start={start}
        onThread={openThread}
        readers={members !== null && !members.more && members.items.length <= MAX_READERS}
      />
      <TypingLine channel={channel} />
      <Composer channelId={channel.id} onEditLast={() => editLast(channel.id)} />
    </div>
  );
}

/** In larger channels the server does not tell who has read a message. */
const MAX_READERS = 50;

import { useEffect, useMemo } from 'react';
import { Composer } from '../composer/composer';
import { client } from '../core/client';
import { useObservable } from '../core/use-observable';

/** One channel: what was said there, and where to say something. */
export function ConversationPage({ channel: id }: { channel: string; seq?: string | undefined }) {
  const channel = useMemo(() => client.channel(id), [id]);
  useEffect(() => {
    channel.open();
    return () => channel.close();
  }, [channel]);
  const { info, messages } = useObservable(channel);
  return (
    <>
      <h1>{info?.name}</h1>
      <ol>
        {messages.map((message) => (
          <li key={message.id}>{message.body}</li>
        ))}
      </ol>
      <Composer channelId={id} />
    </>
  );
}

import type { Channel } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { usePart } from '../core/use-observable';
import { useUser } from '../people/use-user';
import classes from './conversation.module.css';
import { SeenBy } from './seen-by';

/** Under the list: who types now, else how far the other has read what the user wrote last. */
export function TypingLine({ channel }: { channel: Channel }) {
  const { t } = useTranslation('conversation');
  const typing = useTyping(channel);
  const isDirect = usePart(channel, ({ info }) => info?.kind === 'direct');
  const first = useUser(typing[0])?.displayName;
  const second = useUser(typing[1])?.displayName;
  return (
    <div className={classes.typing} aria-live="off">
      {typing.length > 0 && (
        <span className={classes.dots} aria-hidden>
          <i />
          <i />
          <i />
        </span>
      )}
      {typing.length === 1 && t('typing.one', { name: first ?? '…' })}
      {typing.length === 2 && t('typing.two', { first: first ?? '…', second: second ?? '…' })}
      {typing.length > 2 && t('typing.many')}
      {typing.length === 0 && isDirect && <SeenBy channel={channel} />}
    </div>
  );
}

/** Who types, up to three of them. */
function useTyping(channel: Channel): string[] {
  const ids = usePart(channel, ({ typing }) => typing.slice(0, 3).join());
  return ids === '' ? [] : ids.split(',');
}

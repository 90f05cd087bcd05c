import type { Channel } from '@tertulia/client';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { useObservable } from '../core/use-observable';
import { useUser } from '../people/use-user';
import classes from './conversation.module.css';
import { shortMomentText } from './dates';
import { seenAt } from './seen';

/** Under the list: who types now, else how far the other has read what the user wrote last. */
export function TypingLine({ channel }: { channel: Channel }) {
  const { t } = useTranslation('conversation');
  const { typing, info, messages, receipts } = useObservable(channel);
  const first = useUser(typing[0])?.displayName;
  const second = useUser(typing[1])?.displayName;
  const seen = info?.kind === 'direct' ? seenAt(messages, receipts, client.user?.id ?? '') : null;
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
      {typing.length === 0 && seen && t('seen', { at: shortMomentText(seen) })}
    </div>
  );
}

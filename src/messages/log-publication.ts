import type { ChannelHeads } from '../channels/channels.service.js';
import type { Mentions, Message } from '../contract/messages.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { encodeChange, encodeRun } from './log-run.js';
import type { MessageEntity } from './message.entity.js';
import { mentionsOf, toMessage } from './message.mapper.js';

type Place = Pick<ChannelHeads, 'seq' | 'membersVersion'>;

/** A message as it is now. `mentionsBefore`: as stored before, where the change may have made others of them. */
export interface Published {
  row: MessageEntity;
  mentionsBefore?: Mentions | null | undefined;
}

/**
 * Tells everyone, after the commit, what this transaction made of messages of one channel: changes whose revs follow on
 * one another, as many at most as one frame carries.
 */
export function publishChanges(tx: Transaction, { seq, membersVersion }: Place, published: Published[]): Message[] {
  const [first, last] = [published[0]?.row, published.at(-1)?.row];
  if (!first || !last) return [];
  const { channelId, rev } = last;
  const since = first.rev - 1;
  const messages = published.map(({ row }) => toMessage(row));
  const changes = published.map(({ row, mentionsBefore }, i) => {
    const before = mentionsBefore === undefined ? undefined : mentionsOf(mentionsBefore);
    return encodeChange(row.rev, row.changeKind, JSON.stringify(messages[i]), before);
  });
  const frame = encodeRun(channelId, since, rev, changes);
  tx.publish(logAdvanced, [{ channelId, since, rev, seq, membersVersion, bytes: frame.length }], [frame]);
  return messages;
}

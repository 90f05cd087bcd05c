import type { ChannelHeads } from '../channels/channels.service.js';
import type { Message } from '../contract/messages.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { encodeChange, encodeRun } from './log-run.js';
import type { MessageEntity } from './message.entity.js';
import { toMessage } from './message.mapper.js';

type Place = Pick<ChannelHeads, 'seq' | 'membersVersion'>;

/**
 * Tells everyone, after the commit, what this transaction made of messages of one channel: changes whose revs follow on
 * one another, as many at most as one frame carries.
 */
export function publishChanges(tx: Transaction, { seq, membersVersion }: Place, rows: MessageEntity[]): Message[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return [];
  const { channelId, rev } = last;
  const since = first.rev - 1;
  const messages = rows.map(toMessage);
  const changes = rows.map((row, i) => encodeChange(row.rev, row.changeKind, JSON.stringify(messages[i])));
  const frame = encodeRun(channelId, since, rev, changes);
  tx.publish(logAdvanced, [{ channelId, since, rev, seq, membersVersion, bytes: frame.length }], [frame]);
  return messages;
}

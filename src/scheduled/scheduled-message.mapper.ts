import type { ScheduledMessage } from '../contract/scheduled.js';
import type { ScheduledMessageEntity } from './scheduled-message.entity.js';

export const toScheduled = (row: ScheduledMessageEntity): ScheduledMessage => ({
  id: row.id,
  channelId: row.channelId,
  clientId: row.clientId,
  body: row.body,
  sendAt: row.sendAt.toISOString(),
  state: row.state,
  failure: row.failure,
  rev: row.rev,
  createdAt: row.createdAt.toISOString(),
});

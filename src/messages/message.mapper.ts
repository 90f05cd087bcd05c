import type { Change, Message } from '../contract/messages.js';
import type { MessageEntity } from './message.entity.js';

/** The row as the rest of the system, and every client, sees it. Entities stay in this folder. */
export const toMessage = (row: MessageEntity): Message => ({
  id: row.id,
  channelId: row.channelId,
  seq: row.seq,
  rev: row.rev,
  authorId: row.authorId,
  clientId: row.clientId,
  kind: row.kind,
  body: row.body,
  html: row.html,
  mentions: { userIds: [], groupIds: [], all: 'none' },
  reactions: [],
  files: [],
  poll: null,
  thread: null,
  createdAt: row.createdAt.toISOString(),
  editedAt: row.editedAt?.toISOString() ?? null,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  pinnedAt: row.pinnedAt?.toISOString() ?? null,
});

export const toChange = (row: MessageEntity): Change => ({
  rev: row.rev,
  kind: row.changeKind,
  message: toMessage(row),
});

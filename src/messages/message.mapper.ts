import type { Change, Mentions, Message } from '../contract/messages.js';
import type { MessageEntity } from './message.entity.js';

const NOBODY: Mentions = { userIds: [], groupIds: [], all: 'none' };

export const mentionsOf = (stored: Mentions | null): Mentions => stored ?? NOBODY;

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
  mentions: mentionsOf(row.mentions),
  reactions: row.reactions ?? [],
  files: [],
  poll: row.poll ?? null,
  thread: row.thread ?? null,
  system: row.system ?? null,
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

const time = (value: unknown) => new Date(value as Date | string);
const timeOrNull = (value: unknown) => (value === null ? null : time(value));

/** A row as hand-written SQL gives it, by column name; times as dates or, out of JSON, as text. */
export function toEntity(row: Record<string, unknown>): MessageEntity {
  return {
    channelId: row['channel_id'] as string,
    seq: row['seq'] as number,
    rev: row['rev'] as number,
    id: row['id'] as string,
    authorId: row['author_id'] as string,
    clientId: row['client_id'] as string,
    kind: row['kind'] as MessageEntity['kind'],
    changeKind: row['change_kind'] as MessageEntity['changeKind'],
    body: row['body'] as string,
    html: row['html'] as string,
    mentions: row['mentions'] as Mentions | null,
    reactions: row['reactions'] as MessageEntity['reactions'],
    poll: row['poll'] as MessageEntity['poll'],
    system: row['system'] as MessageEntity['system'],
    thread: row['thread'] as MessageEntity['thread'],
    createdAt: time(row['created_at']),
    editedAt: timeOrNull(row['edited_at']),
    deletedAt: timeOrNull(row['deleted_at']),
    pinnedAt: timeOrNull(row['pinned_at']),
  };
}

import type { MessageReport } from '../contract/moderation.js';
import type { MessageReportEntity } from './message-report.entity.js';

export const toReport = (row: MessageReportEntity): MessageReport => ({
  id: row.id,
  channelId: row.channelId,
  parentId: row.parentId,
  messageId: row.messageId,
  seq: row.seq,
  authorId: row.authorId,
  body: row.body,
  reporterId: row.reporterId,
  reason: row.reason,
  comment: row.comment,
  reportedAt: row.reportedAt.toISOString(),
  state: row.state,
  outcome: row.outcome,
  note: row.note,
  resolvedBy: row.resolvedBy,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
});

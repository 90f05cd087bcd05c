import { Injectable } from '@nestjs/common';
import { requireManager } from '../channels/channel-policy.js';
import { ChannelsService, governing } from '../channels/channels.service.js';
import type { MessageReport, Reported, ReportMessage, ReportsQuery } from '../contract/moderation.js';
import type { Page } from '../contract/page.js';
import { idCursor } from '../core/errors/cursor.js';
import { conflict, forbidden, notFound } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { toReport } from './message-report.mapper.js';
import { MessageReportsRepository } from './message-reports.repository.js';
import { messageReported } from './message.topics.js';
import { MessagesRepository } from './messages.repository.js';
import { ReportRate } from './report-rate.js';

/**
 * Messages that people report. The channel's moderators see them, and of public and direct channels the administrators of the
 * server; of a private channel they see none. A reply is judged as what is said in its channel. Nobody sees who reported
 * their own messages.
 */
@Injectable()
export class MessageReports {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
    private readonly reports: MessageReportsRepository,
    private readonly rate: ReportRate,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** By whoever may read the message, once; what it says now is kept with the report. */
  async report(principal: Principal, { messageId, reason, comment }: ReportMessage): Promise<Reported> {
    const { userId } = principal;
    const message = await this.messages.findById(messageId);
    const visible = message && (await this.channels.findVisible(principal, message.channelId));
    if (!message || !visible) throw notFound('Message');
    if (message.deletedAt) throw conflict('The message is deleted');
    if (message.kind === 'system') throw conflict('Messages of the system are not reported');
    if (message.authorId === userId) throw conflict('Nobody reports their own messages');
    await this.rate.count(userId);
    const id = newId();
    const { channelId, seq, authorId, body } = message;
    const { parentId } = visible.channel;
    const judged = governing(visible).channel;
    const what = { channelId, parentId, seq, messageId, authorId, body, forServer: judged.kind !== 'private' };
    await this.unitOfWork.run(async (tx) => {
      const report = { ...what, id, reporterId: userId, reason, comment };
      if (!(await this.reports.add(tx.manager, report))) throw conflict('You reported this message already');
      tx.record(messageReported, {
        reportId: id,
        channelId: judged.id,
        messageId,
        authorId,
        reporterId: userId,
        reason,
      });
    });
    return { id, messageId, reason };
  }

  async listOfChannel(
    principal: Principal,
    channelId: string,
    { state, cursor, limit }: ReportsQuery,
  ): Promise<Page<MessageReport>> {
    const { channel, member } = await this.channels.requireVisible(principal, channelId);
    requireManager(principal, channel, member);
    const queue = { state, reader: principal.userId, before: idCursor(cursor), limit };
    return toPage(await this.reports.findOfChannel(channelId, queue), limit);
  }

  async listForServer(principal: Principal, { state, cursor, limit }: ReportsQuery): Promise<Page<MessageReport>> {
    if (!isServerAdmin(principal)) throw forbidden('Only owners and administrators of the server may do this');
    const queue = { state, reader: principal.userId, before: idCursor(cursor), limit };
    return toPage(await this.reports.findForServer(queue), limit);
  }
}

const toPage = (rows: Parameters<typeof toReport>[0][], limit: number): Page<MessageReport> => ({
  items: rows.map(toReport),
  nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
});

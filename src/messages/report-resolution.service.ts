import { Injectable } from '@nestjs/common';
import { ChannelModeration } from '../channels/channel-moderation.service.js';
import { requireManager } from '../channels/channel-policy.js';
import { ChannelsService } from '../channels/channels.service.js';
import { MemberSilence } from '../channels/member-silence.service.js';
import { ModerationLog } from '../channels/moderation-log.service.js';
import type { Channel } from '../contract/channels.js';
import type { MessageReport, ResolveReport } from '../contract/moderation.js';
import { conflict, notFound } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { DeletionsService } from './deletions.service.js';
import type { MessageReportEntity } from './message-report.entity.js';
import { toReport } from './message-report.mapper.js';
import { MessageReportsRepository } from './message-reports.repository.js';

/** The one whose rules count: of a reply, that which its thread belongs to. */
type JudgedChannel = Pick<Channel, 'id' | 'kind'>;

/** What moderators make of reports. */
@Injectable()
export class ReportResolution {
  constructor(
    private readonly channels: ChannelsService,
    private readonly reports: MessageReportsRepository,
    private readonly deletions: DeletionsService,
    private readonly moderation: ChannelModeration,
    private readonly silence: MemberSilence,
    private readonly log: ModerationLog,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Does what is to be done, by the services and the rules of that act, and then closes all reports of the message that are
   * open: what stops in between leaves them open, and can be done again.
   */
  async resolve(principal: Principal, id: string, resolution: ResolveReport): Promise<MessageReport> {
    const report = await this.reports.find(id);
    const channel = report && (await this.findJudged(principal, report));
    if (!report || !channel) throw notFound('Report');
    if (report.state === 'resolved') throw conflict('The report is resolved');
    await this.act(principal, channel, report, resolution);
    const { outcome, note } = resolution;
    await this.unitOfWork.run(async (tx) => {
      const closed = await this.reports.resolve(tx.manager, report, { outcome, note, resolvedBy: principal.userId });
      if (closed === 0) throw conflict('The report is resolved');
      const { messageId, authorId } = report;
      await this.log.record(
        tx,
        principal,
        channel,
        'reports.resolve',
        { reportId: id, messageId, authorId, outcome },
        note,
      );
    });
    const resolved = await this.reports.find(id);
    if (!resolved) throw notFound('Report');
    return toReport(resolved);
  }

  private async act(
    principal: Principal,
    { id: channelId, kind }: JudgedChannel,
    { messageId, authorId }: MessageReportEntity,
    { outcome, note, until }: ResolveReport,
  ): Promise<void> {
    if (outcome === 'dismissed' || outcome === 'handled') return;
    if (kind === 'direct') throw conflict('Nobody moderates a direct channel; a report of it is dismissed or handled');
    if (outcome === 'deleted') await this.deletions.deleteOnce(principal, { messageId, reason: note });
    else if (outcome === 'banned') await this.moderation.ban(principal, channelId, authorId, { reason: note, until });
    else await this.silence.mute(principal, channelId, authorId, { reason: note, until: until ?? undefined });
  }

  /** Null where the caller may not know of the report; throws for those who read the channel and judge nothing in it. */
  private async findJudged(
    principal: Principal,
    { channelId, parentId, authorId, forServer }: MessageReportEntity,
  ): Promise<JudgedChannel | null> {
    if (authorId === principal.userId) return null;
    const id = parentId ?? channelId;
    const visible = await this.channels.findVisible(principal, id);
    if (visible && visible.channel.kind !== 'direct') {
      requireManager(principal, visible.channel, visible.member);
      return visible.channel;
    }
    if (!forServer || !isServerAdmin(principal)) return null;
    return (await this.channels.describe([id])).get(id)?.channel ?? null;
  }
}

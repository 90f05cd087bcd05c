import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import type { ReportState } from '../contract/moderation.js';
import { MessageReportEntity } from './message-report.entity.js';

export type NewReport = Omit<
  MessageReportEntity,
  'reportedAt' | 'state' | 'outcome' | 'note' | 'resolvedBy' | 'resolvedAt'
>;
export type Resolution = Required<Pick<MessageReportEntity, 'outcome' | 'note' | 'resolvedBy'>>;

interface Queue {
  state: ReportState;
  /** Whose own messages are left out. */
  reader: string;
  before: string | undefined;
  limit: number;
}

@Injectable()
export class MessageReportsRepository {
  constructor(@InjectRepository(MessageReportEntity) private readonly reports: Repository<MessageReportEntity>) {}

  /** False where this reporter reported the message before. */
  async add(manager: EntityManager, report: NewReport): Promise<boolean> {
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(MessageReportEntity)
      .values(report)
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  find(id: string): Promise<MessageReportEntity | null> {
    return this.reports.findOneBy({ id });
  }

  /** Those of its threads too, the newest first. */
  findOfChannel(channelId: string, queue: Queue): Promise<MessageReportEntity[]> {
    return this.page(queue).andWhere('coalesce(r.parentId, r.channelId) = :channelId', { channelId }).getMany();
  }

  /** The newest first. */
  findForServer(queue: Queue): Promise<MessageReportEntity[]> {
    return this.page(queue).andWhere('r.forServer').getMany();
  }

  /** All reports of the message that are open; answers how many they were. */
  async resolve(
    manager: EntityManager,
    { channelId, seq }: Pick<MessageReportEntity, 'channelId' | 'seq'>,
    resolution: Resolution,
  ): Promise<number> {
    const { affected } = await manager.update(
      MessageReportEntity,
      { channelId, seq, state: 'open' },
      { ...resolution, state: 'resolved', resolvedAt: new Date() },
    );
    return affected ?? 0;
  }

  private page({ state, reader, before, limit }: Queue) {
    const page = this.reports
      .createQueryBuilder('r')
      .where('r.state = :state AND r.authorId <> :reader', { state, reader })
      .orderBy('r.id', 'DESC')
      .limit(limit);
    return before === undefined ? page : page.andWhere('r.id < :before', { before });
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Between, type Repository } from 'typeorm';
import { ActivityHistoryEntity, type HistorySpan } from './activity-history.entity.js';

export type HistoryRow = Pick<ActivityHistoryEntity, 'span' | 'at' | 'peaks' | 'counts'>;

@Injectable()
export class ActivityHistoryRepository {
  constructor(@InjectRepository(ActivityHistoryEntity) private readonly history: Repository<ActivityHistoryEntity>) {}

  /** The oldest first; both ends are included. */
  find(span: HistorySpan, from: Date, to: Date): Promise<ActivityHistoryEntity[]> {
    return this.history.find({ where: { span, at: Between(from, to) }, order: { at: 'ASC' } });
  }

  /** Of the oldest or the newest row of the span. */
  async timeOf(span: HistorySpan, which: 'oldest' | 'newest'): Promise<Date | null> {
    const order = { at: which === 'oldest' ? 'ASC' : 'DESC' } as const;
    return (await this.history.findOne({ where: { span }, order, select: { at: true } }))?.at ?? null;
  }

  /** By the clock that all instances have in common. */
  async time(): Promise<number> {
    const [row] = await this.history.query<{ now: Date }[]>('SELECT now()');
    return row?.now.getTime() ?? -Infinity;
  }

  /** False where another instance has recorded it already. */
  async insert(row: HistoryRow): Promise<boolean> {
    const { raw } = await this.history.createQueryBuilder().insert().values(row).orIgnore().returning('at').execute();
    return (raw as unknown[]).length === 1;
  }

  /** What was known of it gives way. */
  async replace(row: HistoryRow): Promise<void> {
    await this.history.upsert(row, ['span', 'at']);
  }

  async deleteBefore(span: HistorySpan, time: Date): Promise<number> {
    const [rows] = await this.history.query<[unknown[], number]>(
      'DELETE FROM activity_history WHERE span = $1 AND at < $2 RETURNING at',
      [span, time],
    );
    return rows.length;
  }
}

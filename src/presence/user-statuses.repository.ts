import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, type Repository } from 'typeorm';
import { UserStatusEntity } from './user-status.entity.js';

@Injectable()
export class UserStatusesRepository {
  constructor(@InjectRepository(UserStatusEntity) private readonly statuses: Repository<UserStatusEntity>) {}

  findByIds(userIds: string[]): Promise<UserStatusEntity[]> {
    return this.statuses.findBy({ userId: Any(userIds) });
  }

  async invisibleAmong(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.statuses.query<{ user_id: string }[]>(
      `SELECT user_id FROM user_statuses WHERE status = 'invisible' AND user_id = ANY($1)`,
      [userIds],
    );
    return rows.map((row) => row.user_id);
  }

  /** What is not given stays as it is. */
  async set(manager: EntityManager, userId: string, change: Partial<Omit<UserStatusEntity, 'userId'>>): Promise<void> {
    await manager.upsert(UserStatusEntity, { userId, ...change }, ['userId']);
  }

  /** Ends what has had its time; answers whose. */
  async endDue(manager: EntityManager, limit: number): Promise<string[]> {
    const [rows] = await manager.query<[{ user_id: string }[], number]>(
      `WITH due AS (
         SELECT user_id FROM user_statuses WHERE expires_at <= now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED
       )
       UPDATE user_statuses s SET emoji = NULL, text = '', expires_at = NULL FROM due WHERE s.user_id = due.user_id
       RETURNING s.user_id`,
      [limit],
    );
    return rows.map((row) => row.user_id);
  }
}

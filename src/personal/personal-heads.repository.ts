import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { PersonalHeadEntity } from './personal-head.entity.js';

@Injectable()
export class PersonalHeadsRepository {
  constructor(@InjectRepository(PersonalHeadEntity) private readonly heads: Repository<PersonalHeadEntity>) {}

  /** Takes the user's next rev: until the transaction ends, nothing else that is theirs changes. */
  async next(manager: EntityManager, userId: string): Promise<number> {
    const rows = await manager.query<{ rev: number }[]>(
      `INSERT INTO personal_heads AS head (user_id, rev) VALUES ($1, 1)
       ON CONFLICT (user_id) DO UPDATE SET rev = head.rev + 1, changed_at = now() RETURNING rev`,
      [userId],
    );
    const [head] = rows;
    if (!head) throw new Error('a head that is written answers its rev');
    return head.rev;
  }

  /** Those of the users of whose own something changed after `since`. */
  changedSince(userIds: string[], since: Date): Promise<{ userId: string; rev: number }[]> {
    return this.heads.query(
      `SELECT user_id AS "userId", rev FROM personal_heads WHERE user_id = ANY($1) AND changed_at > $2`,
      [userIds, since],
    );
  }
}

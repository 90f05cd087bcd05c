import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MemberEntity } from './member.entity.js';
import { copyStanding } from './thread-rows.js';

/** Who is silenced in a channel: a member by their row, and one who left by another, until they come back. */
@Injectable()
export class SilencesRepository {
  /** Null ends it. In the channel's threads it is the same. */
  async set(manager: EntityManager, channelId: string, userId: string, until: Date | null): Promise<void> {
    await manager.update(MemberEntity, { channelId, userId }, { silencedUntil: until });
    await copyStanding(manager, channelId, userId);
  }

  /** Before a membership goes. */
  async keep(manager: EntityManager, channelId: string, userId: string): Promise<void> {
    await manager.query(
      `INSERT INTO silences (channel_id, user_id, until)
       SELECT channel_id, user_id, silenced_until FROM members
       WHERE channel_id = $1 AND user_id = $2 AND silenced_until > now()
       ON CONFLICT (channel_id, user_id) DO UPDATE SET until = EXCLUDED.until`,
      [channelId, userId],
    );
  }

  /** Once a membership is there again. */
  async restore(manager: EntityManager, channelId: string, userId: string): Promise<void> {
    await manager.query(
      `WITH kept AS (DELETE FROM silences WHERE channel_id = $1 AND user_id = $2 RETURNING until)
       UPDATE members SET silenced_until = kept.until FROM kept
       WHERE channel_id = $1 AND user_id = $2 AND kept.until > now()`,
      [channelId, userId],
    );
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MemberEntity } from './member.entity.js';
import { copyStanding } from './thread-rows.js';

/** Who is held back in a channel: a member by their row, and one who left by another, until they come back. */
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
      `INSERT INTO silences (channel_id, user_id, until, read_only)
       SELECT channel_id, user_id, silenced_until, role = 'read-only' FROM members
       WHERE channel_id = $1 AND user_id = $2 AND (silenced_until > now() OR role = 'read-only')
       ON CONFLICT (channel_id, user_id) DO UPDATE SET until = EXCLUDED.until, read_only = EXCLUDED.read_only`,
      [channelId, userId],
    );
  }

  /** Once a membership is there again. Who is given a channel to run is not read-only in it. */
  async restore(manager: EntityManager, channelId: string, userId: string): Promise<void> {
    await manager.query(
      `WITH kept AS (DELETE FROM silences WHERE channel_id = $1 AND user_id = $2 RETURNING until, read_only)
       UPDATE members SET silenced_until = CASE WHEN kept.until > now() THEN kept.until END,
              role = CASE WHEN kept.read_only AND role = 'member' THEN 'read-only' ELSE role END
       FROM kept WHERE channel_id = $1 AND user_id = $2`,
      [channelId, userId],
    );
  }
}

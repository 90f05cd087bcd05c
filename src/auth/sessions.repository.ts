import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, IsNull, LessThan, MoreThan, Not, type Repository } from 'typeorm';
import type { GroupRead } from '../core/database/group-read.js';
import { GroupReads } from '../core/database/group-reads.js';
import { SessionEntity } from './session.entity.js';

/** A session whose holder may act. */
export interface LiveSession {
  id: string;
  userId: string;
  role: string;
  guest: boolean;
}

@Injectable()
export class SessionsRepository {
  private readonly liveness: GroupRead<string, LiveSession>;

  constructor(
    @InjectRepository(SessionEntity) private readonly sessions: Repository<SessionEntity>,
    reads: GroupReads,
  ) {
    this.liveness = reads.define({
      name: 'live_sessions',
      text: `SELECT asked.n, s.id, s.user_id, s.role, u.guest FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n)
        JOIN LATERAL (SELECT * FROM live_sessions WHERE live_sessions.id = asked.id LIMIT 1) s ON true
        JOIN LATERAL (SELECT users.guest FROM users WHERE users.id = s.user_id LIMIT 1) u ON true`,
      columns: (ids) => [ids],
      keyOf: (id) => id,
      toValue: ([, id, userId, role, guest]) => ({ id, userId, role, guest: guest === true }) as LiveSession,
    });
  }

  async insert(
    manager: EntityManager,
    session: Pick<SessionEntity, 'id' | 'userId' | 'expiresAt' | 'userAgent'>,
  ): Promise<void> {
    await manager.insert(SessionEntity, session);
  }

  /** Whether the user has signed in before, with something that said what it is, but never with this. */
  async isNewDevice(manager: EntityManager, userId: string, sessionId: string, userAgent: string): Promise<boolean> {
    const [row] = await manager.query<{ others: number; same: number }[]>(
      `SELECT count(*) FILTER (WHERE user_agent <> '')::int AS others, count(*) FILTER (WHERE user_agent = $3)::int AS same
       FROM sessions WHERE user_id = $1 AND id <> $2`,
      [userId, sessionId, userAgent],
    );
    return row !== undefined && row.others > 0 && row.same === 0;
  }

  findById(id: string): Promise<SessionEntity | null> {
    return this.sessions.findOneBy({ id });
  }

  /** Takes the refresh token of `generation` out of use, once: false where it was used before or the session is over. */
  async rotate(id: string, generation: number, expiresAt: Date): Promise<boolean> {
    const { affected } = await this.sessions
      .createQueryBuilder()
      .update()
      .set({ generation: generation + 1, expiresAt, lastUsedAt: () => 'now()' })
      .where('id = :id AND generation = :generation AND revoked_at IS NULL AND expires_at > now()', { id, generation })
      .execute();
    return affected === 1;
  }

  /** False where the user has no such session, or not any more. */
  async revoke(manager: EntityManager, userId: string, id: string): Promise<boolean> {
    const { affected } = await manager.update(
      SessionEntity,
      { id, userId, revokedAt: IsNull() },
      { revokedAt: new Date() },
    );
    return affected === 1;
  }

  /** Those that have not ended, the newest first, before `before`. */
  findPage(userId: string, before: string | undefined, limit: number): Promise<SessionEntity[]> {
    return this.sessions.find({
      where: {
        userId,
        revokedAt: IsNull(),
        expiresAt: MoreThan(new Date()),
        ...(before !== undefined && { id: LessThan(before) }),
      },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** All but the one to keep, where there is one. */
  async revokeAll(manager: EntityManager, userId: string, keep?: string): Promise<void> {
    const which = { userId, revokedAt: IsNull(), ...(keep !== undefined && { id: Not(keep) }) };
    await manager.update(SessionEntity, which, { revokedAt: new Date() });
  }

  /** A session that is neither ended nor its user disabled, as of now; who asks at one time shares a statement. */
  findLive(id: string): Promise<LiveSession | null> {
    return this.liveness.read(id);
  }

  /** As `findLive`, over the transaction's connection. */
  async isLive(manager: EntityManager, id: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>('SELECT FROM live_sessions WHERE id = $1', [id]);
    return rows.length > 0;
  }

  /** Removes sessions that ended more than `days` ago and answers how many. */
  async deleteEnded(days: number): Promise<number> {
    const { affected } = await this.sessions
      .createQueryBuilder()
      .delete()
      .where('LEAST(expires_at, revoked_at) < now() - make_interval(days => :days)', { days })
      .execute();
    return affected ?? 0;
  }
}

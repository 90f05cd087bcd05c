import { Injectable } from '@nestjs/common';
import { newId } from '../core/ids.js';
import type { SessionPage, StreamToken, TokenPair } from '../contract/auth.js';
import type { PageQuery } from '../contract/page.js';
import type { ServerRole, User } from '../contract/users.js';
import { AppConfig } from '../core/config/app-config.js';
import { idCursor } from '../core/errors/cursor.js';
import { notFound, unauthenticated } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { signedInAnew } from './auth.topics.js';
import type { Device } from './device.js';
import { type LiveSession, SessionsRepository } from './sessions.repository.js';
import { STREAM_TOKEN_SECONDS, TokensService } from './tokens.service.js';

/** What a checked token says: who, and until when. */
export interface Authenticated {
  principal: Principal;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A working day: less than any `SESSION_TTL_DAYS`. */
const ADMIN_SESSION_SECONDS = 8 * 3600;

/** Sessions and the tokens that stand for them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly tokens: TokensService,
    private readonly users: UsersService,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: AppConfig,
  ) {}

  async open(
    tx: Transaction,
    { id, role, guest }: Pick<User, 'id' | 'role' | 'guest'>,
    device: Device,
  ): Promise<TokenPair> {
    const sessionId = await this.insert(tx, id, device, this.sessionEnd());
    return this.pair({ userId: id, sessionId, role, guest }, 1);
  }

  /** A session that nothing prolongs: no refresh token goes with it. `maxAge` is in seconds. */
  async openForAdmin(tx: Transaction, userId: string, device: Device): Promise<{ sessionId: string; maxAge: number }> {
    const expiresAt = new Date(Date.now() + ADMIN_SESSION_SECONDS * 1000);
    return { sessionId: await this.insert(tx, userId, device, expiresAt), maxAge: ADMIN_SESSION_SECONDS };
  }

  /** Exchanges a refresh token for a new pair. One that was used before ends its session: it was stolen or copied. */
  async refresh(refreshToken: string): Promise<TokenPair> {
    const { sub, sid, gen } = this.tokens.verify('refresh', refreshToken);
    const rotated = await this.sessions.rotate(sid, gen, this.sessionEnd());
    const live = rotated ? await this.sessions.findLive(sid) : null;
    if (live) return this.pair(toPrincipal(live), gen + 1);
    await this.end(sub, sid);
    throw unauthenticated('The refresh token was used before or its session has ended');
  }

  /** Ends a session of the user, and its sockets; false where they have no such session, or not any more. */
  end(userId: string, sessionId: string): Promise<boolean> {
    return this.unitOfWork.run(async (tx) => {
      await this.users.lock(tx.manager, userId);
      const ended = await this.sessions.revoke(tx.manager, userId, sessionId);
      if (ended) await this.users.accessChanged(tx, [userId]);
      return ended;
    });
  }

  /** One of the caller's own; throws `not_found` where it is none, or has ended. */
  async endOwn({ userId }: Principal, sessionId: string): Promise<void> {
    if (!(await this.end(userId, sessionId))) throw notFound('Session');
  }

  /** The caller's own that have not ended, the newest first. */
  async list({ userId, sessionId }: Principal, { cursor, limit }: PageQuery): Promise<SessionPage> {
    const rows = await this.sessions.findPage(userId, idCursor(cursor), limit);
    const items = rows.map(({ id, createdAt, lastUsedAt, userAgent }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      userAgent,
      current: id === sessionId,
    }));
    return { items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Throws `unauthenticated` where the session has ended. Nobody ends it before the transaction where its user is locked. */
  async requireLive(tx: Transaction, sessionId: string): Promise<void> {
    if (!(await this.sessions.isLive(tx.manager, sessionId))) throw unauthenticated('The session has ended');
  }

  /** Ends all sessions of a user but the one to keep, and their sockets. */
  async endAll(tx: Transaction, userId: string, keep?: string): Promise<void> {
    await this.users.accessChanged(tx, [userId]);
    await this.sessions.revokeAll(tx.manager, userId, keep);
  }

  streamToken({ userId, sessionId, role, guest }: Principal): StreamToken {
    return {
      token: this.tokens.signStream({ sub: userId, sid: sessionId, role, guest }),
      expiresIn: STREAM_TOKEN_SECONDS,
    };
  }

  /** Checks signature and time alone, without the database. */
  authenticate(accessToken: string): Authenticated {
    const { sub, sid, role, guest, exp } = this.tokens.verify('access', accessToken);
    return { principal: { userId: sub, sessionId: sid, role, guest }, expiresAt: exp * 1000 };
  }

  /** Who a stream token stands for; throws `unauthenticated` where it is no good or its session has ended. */
  async authenticateStream(token: string): Promise<Authenticated> {
    const { sid, exp } = this.tokens.verify('stream', token);
    return { principal: await this.getPrincipal(sid), expiresAt: exp * 1000 };
  }

  /** Whose session it is, with the role of now; throws `unauthenticated` where it has ended or its user is disabled. */
  async getPrincipal(sessionId: string): Promise<Principal> {
    const live = await this.sessions.findLive(sessionId);
    if (!live) throw unauthenticated('The session has ended');
    return toPrincipal(live);
  }

  /** Those of the sessions that are still good, and whose they are, with the role of now. */
  async live(sessionIds: string[]): Promise<Map<string, Principal>> {
    const live = await Promise.all(sessionIds.map((id) => this.sessions.findLive(id)));
    return new Map(live.flatMap((session) => (session ? [[session.id, toPrincipal(session)]] : [])));
  }

  /** Who has signed in before, but never with this, is told. */
  private async insert(
    tx: Transaction,
    userId: string,
    { userAgent, address }: Device,
    expiresAt: Date,
  ): Promise<string> {
    const id = newId();
    await this.sessions.insert(tx.manager, { id, userId, userAgent, expiresAt });
    if (await this.sessions.isNewDevice(tx.manager, userId, id, userAgent)) {
      tx.record(signedInAnew, { userId, sessionId: id, device: userAgent, address });
    }
    return id;
  }

  /** Removes sessions that ended more than `days` ago and answers how many. */
  deleteEnded(days: number): Promise<number> {
    return this.sessions.deleteEnded(days);
  }

  private pair({ userId, sessionId, role, guest }: Principal, generation: number): TokenPair {
    return {
      accessToken: this.tokens.signAccess({ sub: userId, sid: sessionId, role, guest }),
      refreshToken: this.tokens.signRefresh({ sub: userId, sid: sessionId, gen: generation }),
      expiresIn: this.config.auth.accessTtlSeconds,
    };
  }

  private sessionEnd(): Date {
    return new Date(Date.now() + this.config.auth.sessionTtlSeconds * 1000);
  }
}

const toPrincipal = ({ id, userId, role, guest }: LiveSession): Principal => ({
  userId,
  sessionId: id,
  role: role as ServerRole,
  guest,
});

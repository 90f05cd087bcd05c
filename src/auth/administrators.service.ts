import { Injectable } from '@nestjs/common';
import type { Login } from '../contract/auth.js';
import { AuditLog } from '../core/audit/audit-log.js';
import { DomainError, forbidden } from '../core/errors/domain-error.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { AuthService } from './auth.service.js';
import { deviceOf } from './device.js';
import { SessionsService } from './sessions.service.js';
import { TokensService } from './tokens.service.js';

/** An operator's sign-in at the pages: a token for a cookie, and the seconds that it and its session are good for. */
export interface AdminSession {
  token: string;
  maxAge: number;
}

const ADMINS_ONLY = 'Only owners and administrators may do this';

/**
 * Who may do what operators do: owners and administrators, as the database says now and not as a token said when it
 * was made.
 */
@Injectable()
export class AdministratorsService {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly tokens: TokensService,
    private readonly audit: AuditLog,
  ) {}

  /** Throws `unauthenticated` for a wrong login, `forbidden` for the right one of somebody who is no administrator. */
  signIn(login: Login, from: Parameters<typeof deviceOf>[0]): Promise<AdminSession> {
    return this.auth.enter(login, async (tx, { id, role }) => {
      if (!isServerAdmin({ role })) throw forbidden(ADMINS_ONLY);
      const { sessionId, maxAge } = await this.sessions.openForAdmin(tx, id, deviceOf(from));
      await this.audit.record(tx.manager, {
        actorId: id,
        action: 'admin.sign-in',
        target: sessionId,
        ip: from.ip ?? null,
      });
      return { token: this.tokens.signAdmin({ sub: id, sid: sessionId }, maxAge), maxAge };
    });
  }

  /** Nothing happens where the session has ended already. */
  async signOut(token: string, ip: string | null): Promise<void> {
    const principal = await this.fromCookie(token).catch((refusal: unknown) => {
      if (refusal instanceof DomainError) return null;
      throw refusal;
    });
    if (!principal) return;
    const { userId, sessionId } = principal;
    await this.audit.recordAhead({ actorId: userId, action: 'admin.sign-out', target: sessionId, ip });
    await this.sessions.end(userId, sessionId);
  }

  /** The holder of a cookie's token. Throws `unauthenticated` or `forbidden`. */
  async fromCookie(token: string): Promise<Principal> {
    const { sid } = this.tokens.verify('admin', token);
    return this.fromSession(sid);
  }

  /** The holder of an access token. Throws `unauthenticated` or `forbidden`. */
  async fromAccessToken(token: string): Promise<Principal> {
    const { principal } = this.sessions.authenticate(token);
    return this.fromSession(principal.sessionId);
  }

  /** The caller as of now. Throws `forbidden` where they are no administrator, or no longer one. */
  require({ sessionId }: Principal): Promise<Principal> {
    return this.fromSession(sessionId);
  }

  /** Whether the caller is one now. Throws `unauthenticated` where the session has ended. */
  async includes({ sessionId }: Principal): Promise<boolean> {
    return isServerAdmin(await this.sessions.getPrincipal(sessionId));
  }

  private async fromSession(sessionId: string): Promise<Principal> {
    const principal = await this.sessions.getPrincipal(sessionId);
    if (!isServerAdmin(principal)) throw forbidden(ADMINS_ONLY);
    return principal;
  }
}

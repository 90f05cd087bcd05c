import { Injectable } from '@nestjs/common';
import type { Invitation, Login, Register, SignedIn, StreamToken } from '../contract/auth.js';
import { AppConfig } from '../core/config/app-config.js';
import { forbidden, unauthenticated } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { hashPassword, verifyPassword } from './password.js';
import { SessionsService } from './sessions.service.js';
import { INVITE_TOKEN_SECONDS, STREAM_TOKEN_SECONDS, TokensService } from './tokens.service.js';

/** Signing up and in. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly tokens: TokensService,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: AppConfig,
  ) {}

  /** The first account of a server owns it. Later ones come as `REGISTRATION` says. */
  async register({ password, inviteToken, ...profile }: Register): Promise<SignedIn> {
    if (await this.users.anyUser()) this.requireInvited(inviteToken);
    const passwordHash = await hashPassword(password);
    return this.unitOfWork.run(async (tx) => {
      const first = await this.users.lockFirstUser(tx.manager);
      if (!first) this.requireInvited(inviteToken);
      const user = { ...profile, email: profile.email.toLowerCase(), passwordHash };
      const me = await this.users.create(tx.manager, user, first ? 'owner' : 'member');
      return { user: me, ...(await this.sessions.open(tx, me.id, me.role)) };
    });
  }

  /** One answer for a wrong name and a wrong password: an outsider does not learn who has an account. */
  async login({ login, password }: Login): Promise<SignedIn> {
    const account = await this.users.findAccount(login);
    const right = await verifyPassword(account?.passwordHash ?? null, password);
    if (!account || !right) throw unauthenticated('Wrong login or password');
    if (account.disabled) throw unauthenticated('This account is disabled');
    const { me } = account;
    const pair = await this.unitOfWork.run((tx) => this.sessions.open(tx, me.id, me.role));
    return { user: me, ...pair };
  }

  streamToken({ userId, sessionId, role }: Principal): StreamToken {
    return {
      token: this.tokens.signStream({ sub: userId, sid: sessionId, role }),
      expiresIn: STREAM_TOKEN_SECONDS,
    };
  }

  /** For owners and administrators: a token with which anyone may register, also where registration is by invitation. */
  invite({ userId, role }: Principal): Invitation {
    if (role === 'member') throw forbidden('Only owners and administrators may invite');
    return { inviteToken: this.tokens.signInvite({ sub: userId }), expiresIn: INVITE_TOKEN_SECONDS };
  }

  private requireInvited(inviteToken: string | undefined): void {
    const { registration } = this.config.auth;
    if (registration === 'open') return;
    if (registration === 'closed') throw forbidden('This server does not take new registrations');
    if (inviteToken === undefined) throw forbidden('Registration on this server needs an inviteToken');
    try {
      this.tokens.verify('invite', inviteToken);
    } catch {
      throw forbidden('inviteToken: the invitation is not valid or has expired');
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { Invitation, Invite } from '../contract/auth.js';
import { AppConfig } from '../core/config/app-config.js';
import { forbidden } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { AccountMailsService } from './account-mails.service.js';
import { INVITE_TOKEN_SECONDS, TokensService } from './tokens.service.js';

/** Who may make an account besides the first. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly tokens: TokensService,
    private readonly users: UsersService,
    private readonly mails: AccountMailsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: AppConfig,
  ) {}

  /** For owners and administrators: a token with which anyone may register, also where registration is by invitation. */
  async invite(caller: Principal, { email, locale }: Invite): Promise<Invitation> {
    if (!isServerAdmin(caller)) throw forbidden('Only owners and administrators may invite');
    const token = this.tokens.signInvite({ sub: caller.userId });
    if (email !== undefined) {
      const me = await this.users.me(caller);
      const invitation = { email, locale: locale ?? me.locale, inviter: me.displayName, token };
      await this.unitOfWork.run((tx) => this.mails.sendInvitation(tx, invitation));
    }
    return { inviteToken: token, expiresIn: INVITE_TOKEN_SECONDS };
  }

  /** Throws `forbidden` where `REGISTRATION` does not let the bearer of this invitation, or of none, in. */
  requireInvited(inviteToken: string | undefined): void {
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

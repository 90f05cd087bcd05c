import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Invitation, Invite, Registration } from '../contract/auth.js';
import type { Locale } from '../contract/users.js';
import { AuditLog } from '../core/audit/audit-log.js';
import { AppConfig } from '../core/config/app-config.js';
import { forbidden } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { type Actor, isServerAdmin, type Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { AccountMailsService } from './account-mails.service.js';
import { type Claims, INVITE_TOKEN_SECONDS, TokensService } from './tokens.service.js';

/** Who may become a guest, of which channels. */
interface InvitedGuest {
  email: string;
  channelIds: string[];
}

/** Into which channels a guest was invited, and by whom. */
export interface GuestInvitation {
  inviter: Actor;
  channelIds: string[];
}

/** Who may make an account besides the first. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly tokens: TokensService,
    private readonly users: UsersService,
    private readonly mails: AccountMailsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
  ) {}

  /** For owners and administrators: a token with which anyone may register, also where registration is by invitation. */
  async invite(caller: Principal, { email, locale }: Invite): Promise<Invitation> {
    if (!isServerAdmin(caller)) throw forbidden('Only owners and administrators may invite');
    const token = this.tokens.signInvite({ sub: caller.userId });
    if (email !== undefined) {
      const mail = await this.mail(caller, token, email, locale);
      await this.unitOfWork.run((tx) => this.mails.sendInvitation(tx, mail));
    }
    return invitation(token);
  }

  /** Whoever asks for it has seen to it that the caller may. The invitation is good for this address alone. */
  async inviteGuest(caller: Principal, { email, channelIds }: InvitedGuest, locale?: Locale): Promise<Invitation> {
    const token = this.tokens.signInvite({ sub: caller.userId, guest: { email, channelIds } });
    const mail = await this.mail(caller, token, email, locale);
    await this.unitOfWork.run(async (tx) => {
      const entry = { actorId: caller.userId, action: 'guest.invite', target: email, detail: { channelIds } };
      await this.audit.record(tx.manager, entry);
      await this.mails.sendInvitation(tx, mail);
    });
    return invitation(token);
  }

  /** Who may make an account now: whoever comes first always may. */
  async registration(): Promise<Registration> {
    return { registration: (await this.users.anyUser()) ? this.config.auth.registration : 'open' };
  }

  /** Throws `forbidden` where `REGISTRATION` does not let the bearer of this invitation, or of none, in. */
  async requireInvited(inviteToken: string | undefined, manager?: EntityManager): Promise<void> {
    const { registration } = this.config.auth;
    if (registration === 'open') return;
    if (registration === 'closed') throw forbidden('This server does not take new registrations');
    if (inviteToken === undefined) throw forbidden('Registration on this server needs an inviteToken');
    const found = this.find(inviteToken);
    if (!found) throw forbidden('inviteToken: the invitation is not valid or has expired');
    await this.requireInviter(found, manager);
  }

  /** What makes a guest of whoever registers with this; null where nothing does. Throws `forbidden` where it is no good. */
  async findGuest(inviteToken: string | undefined, email: string): Promise<GuestInvitation | null> {
    const found = inviteToken === undefined ? null : this.find(inviteToken);
    if (!found?.guest) return null;
    if (found.guest.email !== email) throw forbidden('inviteToken: the invitation is for another address');
    return { inviter: await this.requireInviter(found), channelIds: found.guest.channelIds };
  }

  /** An invitation is good as long as whoever gave it may give one. */
  private async requireInviter({ sub }: Claims<'invite'>, manager?: EntityManager): Promise<Actor> {
    const inviter = await this.users.findActor(sub, manager);
    if (!inviter || !isServerAdmin(inviter)) throw forbidden('inviteToken: whoever invited may not do so any more');
    return inviter;
  }

  private find(inviteToken: string): Claims<'invite'> | null {
    try {
      return this.tokens.verify('invite', inviteToken);
    } catch {
      return null;
    }
  }

  private async mail(caller: Principal, token: string, email: string, locale?: Locale) {
    const me = await this.users.me(caller);
    return { email, locale: locale ?? me.locale, inviter: me.displayName, token };
  }
}

const invitation = (inviteToken: string): Invitation => ({ inviteToken, expiresIn: INVITE_TOKEN_SECONDS });

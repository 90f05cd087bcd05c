import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Login, Register, SignedIn } from '../contract/auth.js';
import type { Me } from '../contract/users.js';
import { unauthenticated } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { type Account, UsersService } from '../users/users.service.js';
import { AccountMailsService } from './account-mails.service.js';
import { NO_DEVICE } from './device.js';
import { type GuestInvitation, InvitationsService } from './invitations.service.js';
import { hashPassword, verifyPassword } from './password.js';
import { SessionsService } from './sessions.service.js';
import { SignInMetrics } from './sign-in.metrics.js';

type GuestListener = (tx: Transaction, guestId: string, invitation: GuestInvitation) => Promise<void>;

const wrongLogin = () => unauthenticated('Wrong login or password');

/** Signing up and in. */
@Injectable()
export class AuthService {
  private guestListener: GuestListener = () => Promise.resolve();

  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly invitations: InvitationsService,
    private readonly mails: AccountMailsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SignInMetrics,
  ) {}

  /** Hears of guests in the transaction that makes their account. */
  onGuest(listener: GuestListener): void {
    this.guestListener = listener;
  }

  /**
   * The first account of a server owns it. Later ones come as `REGISTRATION` says. A mail asks whose the address is,
   * unless the caller knows.
   */
  async register(
    { password, inviteToken, ...profile }: Register,
    { emailVerified = false, device = NO_DEVICE } = {},
  ): Promise<SignedIn> {
    if (await this.users.anyUser()) await this.invitations.requireInvited(inviteToken);
    const email = profile.email.toLowerCase();
    const invitation = await this.invitations.findGuest(inviteToken, email);
    const passwordHash = await hashPassword(password);
    return this.unitOfWork.run(async (tx) => {
      const first = await this.users.lockFirstUser(tx.manager);
      if (!first) await this.invitations.requireInvited(inviteToken, tx.manager);
      const guest = !first && invitation !== null;
      const user = { ...profile, email, passwordHash, emailVerified, guest };
      const me = await this.users.create(tx.manager, user, first ? 'owner' : 'member');
      if (guest) await this.guestListener(tx, me.id, invitation);
      if (!emailVerified) await this.mails.sendVerification(tx, me);
      return { user: me, ...(await this.sessions.open(tx, me, device)) };
    });
  }

  login(login: Login, device = NO_DEVICE): Promise<SignedIn> {
    return this.enter(login, async (tx, me) => ({ user: me, ...(await this.sessions.open(tx, me, device)) }));
  }

  /** Runs `work` for whose login it is, while that is their password. Throws `unauthenticated` where it is nobody's. */
  async enter<R>(login: Login, work: (tx: Transaction, me: Me) => Promise<R>): Promise<R> {
    const { me, passwordHash } = await this.verify(login);
    return this.unitOfWork.run(async (tx) => {
      const present = await this.users.lockVerified(tx.manager, me.id, passwordHash);
      if (!present) throw wrongLogin();
      return work(tx, present);
    });
  }

  /** One answer for a wrong name and a wrong password: an outsider does not learn who has an account. */
  private async verify({ login, password }: Login): Promise<Account> {
    const account = await this.users.findAccount(login);
    const right = await verifyPassword(account?.passwordHash ?? null, password);
    const counted = account && right ? this.metrics.right : this.metrics.wrong;
    counted.add();
    if (!account || !right) throw wrongLogin();
    if (account.disabled) throw unauthenticated('This account is disabled');
    return account;
  }

  /** For accounts whose people choose a password later: the hash of one that nobody knows. */
  lockedPassword(): Promise<string> {
    return hashPassword(randomBytes(32).toString('base64url'));
  }
}

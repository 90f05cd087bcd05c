import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ChangePassword, ForgotPassword, ResetPassword, VerifyEmail } from '../contract/auth.js';
import { conflict, invalid } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { AccountMailsService } from './account-mails.service.js';
import type { AccountTokenKind } from './account-token.entity.js';
import { AccountTokensRepository } from './account-tokens.repository.js';
import { hashPassword, verifyPassword } from './password.js';
import { SessionsService } from './sessions.service.js';

/** Longer than looking up and writing take: the answer comes as late for an address that nobody has. */
const ANSWER_AFTER_MS = 250;

/** How long a link to reset the password keeps another from being mailed: anybody may ask for one. */
const RESET_MAIL_SECONDS = 300;

const badToken = () => invalid([{ path: 'token', message: 'is not valid, was used or has expired' }]);

const wrongPassword = () => invalid([{ path: 'current', message: 'is not the present password' }]);

/** What people do with the links in their mails. */
@Injectable()
export class AccountService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly mails: AccountMailsService,
    private readonly tokens: AccountTokensRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Removes tokens that were used or have expired, and answers how many. */
  deleteSpentTokens(): Promise<number> {
    return this.tokens.deleteSpent();
  }

  /** Tells nobody, by words or by time, whether the address has an account. */
  async forgotPassword({ email }: ForgotPassword): Promise<void> {
    await Promise.all([this.mailReset(email), sleep(ANSWER_AFTER_MS)]);
  }

  /** Ends all sessions of the user: who had the old password has nothing any more. */
  async resetPassword({ token, password }: ResetPassword): Promise<void> {
    // Nobody makes the server hash passwords for guesses.
    const userId = await this.requireHolder('reset', token);
    const passwordHash = await hashPassword(password);
    await this.unitOfWork.run(async (tx) => {
      await this.use(tx, 'reset', userId, token);
      await this.users.setPasswordHash(tx.manager, userId, passwordHash);
      // The token came by mail: whoever brings it reads that address.
      await this.users.markEmailVerified(tx.manager, userId);
      await this.sessions.endAll(tx, userId);
    });
  }

  /** Ends all other sessions and links to reset it: whoever knew the old password, or asked for one with it, has nothing. */
  async changePassword({ userId, sessionId }: Principal, { current, new: password }: ChangePassword): Promise<void> {
    const present = await this.users.passwordHashOf(userId);
    if (present === null || !(await verifyPassword(present, current))) throw wrongPassword();
    const passwordHash = await hashPassword(password);
    await this.unitOfWork.run(async (tx) => {
      if (!(await this.users.lockVerified(tx.manager, userId, present))) throw wrongPassword();
      await this.sessions.requireLive(tx, sessionId);
      await this.users.setPasswordHash(tx.manager, userId, passwordHash);
      await this.tokens.useAll(tx.manager, 'reset', userId);
      await this.sessions.endAll(tx, userId, sessionId);
    });
  }

  async verifyEmail({ token }: VerifyEmail): Promise<void> {
    const userId = await this.requireHolder('verify', token);
    await this.unitOfWork.run(async (tx) => {
      await this.use(tx, 'verify', userId, token);
      await this.users.markEmailVerified(tx.manager, userId);
    });
  }

  async resendVerification(caller: Principal): Promise<void> {
    const me = await this.users.me(caller);
    if (me.emailVerified) throw conflict('The address is verified already');
    await this.unitOfWork.run((tx) => this.mails.sendVerification(tx, me));
  }

  private async requireHolder(kind: AccountTokenKind, token: string): Promise<string> {
    const userId = await this.tokens.findHolder(kind, token);
    if (userId === null) throw badToken();
    return userId;
  }

  /** Once, and with it the others of its kind. The user is locked before what is theirs, here as everywhere. */
  private async use(tx: Transaction, kind: AccountTokenKind, userId: string, token: string): Promise<void> {
    await this.users.lock(tx.manager, userId);
    if (!(await this.tokens.use(tx.manager, kind, token))) throw badToken();
    await this.tokens.useAll(tx.manager, kind, userId);
  }

  private async mailReset(email: string): Promise<void> {
    const account = await this.users.findAccount(email);
    if (!account || account.disabled) return;
    await this.unitOfWork.run(async (tx) => {
      // Of those who ask at the same time one is first.
      await this.users.lock(tx.manager, account.me.id);
      if (await this.tokens.anyGoodSince(tx.manager, account.me.id, 'reset', RESET_MAIL_SECONDS)) return;
      await this.mails.sendReset(tx, account.me);
    });
  }
}

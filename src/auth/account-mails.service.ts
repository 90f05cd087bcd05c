import { Injectable } from '@nestjs/common';
import type { Locale, Me } from '../contract/users.js';
import { MailService } from '../core/mail/mail.service.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { AccountTokensRepository } from './account-tokens.repository.js';
import { inviteMail, resetMail, verifyMail } from './auth-mails.js';
import { INVITE_TOKEN_SECONDS } from './tokens.service.js';

const RESET_SECONDS = 3600;
const VERIFY_SECONDS = 7 * 86_400;

/** The mails about accounts, with the tokens that they carry. */
@Injectable()
export class AccountMailsService {
  constructor(
    private readonly mails: MailService,
    private readonly tokens: AccountTokensRepository,
  ) {}

  async sendVerification(tx: Transaction, me: Me): Promise<void> {
    const token = await this.tokens.issue(tx.manager, me.id, 'verify', VERIFY_SECONDS);
    await this.mails.enqueue(tx, {
      ...addressed(me),
      purpose: 'auth.verify',
      template: verifyMail,
      data: { token, days: VERIFY_SECONDS / 86_400 },
    });
  }

  async sendReset(tx: Transaction, me: Me): Promise<void> {
    const token = await this.tokens.issue(tx.manager, me.id, 'reset', RESET_SECONDS);
    await this.mails.enqueue(tx, {
      ...addressed(me),
      purpose: 'auth.reset',
      template: resetMail,
      data: { token, minutes: RESET_SECONDS / 60 },
    });
  }

  async sendInvitation(
    tx: Transaction,
    { email, locale, inviter, token }: { email: string; locale: Locale; inviter: string; token: string },
  ): Promise<void> {
    await this.mails.enqueue(tx, {
      purpose: 'auth.invite',
      to: { address: email, name: '' },
      locale,
      template: inviteMail,
      data: { token, inviter, days: INVITE_TOKEN_SECONDS / 86_400 },
    });
  }
}

const addressed = ({ email, displayName, locale }: Me) => ({ to: { address: email, name: displayName }, locale });

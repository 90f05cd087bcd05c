import { Injectable } from '@nestjs/common';
import { TokensService } from '../auth/tokens.service.js';
import { NotificationKind } from '../contract/notifications.js';
import { PreferencesService } from './preferences.service.js';

/** Takes people off e-mails with the link that stands in them, without a sign-in (RFC 8058). */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly tokens: TokensService,
    private readonly preferences: PreferencesService,
  ) {}

  tokenFor(userId: string, kinds: NotificationKind[]): string {
    return this.tokens.signUnsubscribe({ sub: userId, kinds });
  }

  /** No e-mail of the kinds that the mail was about any more. Throws `unauthenticated` for a token that is not good. */
  async unsubscribe(token: string): Promise<void> {
    const { sub: userId, kinds } = this.tokens.verify('unsubscribe', token);
    const known = kinds.flatMap((kind) => NotificationKind.safeParse(kind).data ?? []);
    await this.preferences.update(
      { userId },
      { kinds: Object.fromEntries(known.map((kind) => [kind, { email: 'never' as const }])) },
    );
  }
}

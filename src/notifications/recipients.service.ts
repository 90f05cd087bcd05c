import { Injectable } from '@nestjs/common';
import type { NotificationKind, Preferences } from '../contract/notifications.js';
import { AppConfig } from '../core/config/app-config.js';
import { type Presence, PresenceService } from '../presence/presence.service.js';
import { PushSubscriptionsService } from '../push/push-subscriptions.service.js';
import { type Recipient, UsersService } from '../users/users.service.js';
import { type Circumstances, type DeliveryPlan, planDeliveries, silenceOf } from './delivery-plan.js';
import { DigestTimes } from './digest-times.js';
import { kinds } from './notification-kinds.js';
import { PreferencesService } from './preferences.service.js';
import { quietUntil } from './quiet-hours.js';
import { knownZone } from './wall-clock.js';

/** Somebody whom something may be told, with all that decides how. */
export interface Addressee {
  user: Recipient;
  preferences: Preferences;
  presence: Presence | 'unknown';
  subscribed: boolean;
}

/** Looks up who people are, what they want, and whether they are there. */
@Injectable()
export class RecipientsService {
  private readonly digests = new DigestTimes();

  constructor(
    private readonly users: UsersService,
    private readonly preferences: PreferencesService,
    private readonly presence: PresenceService,
    private readonly push: PushSubscriptionsService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Those of the users who have an account that is not disabled. Nobody's settings are such that others could not be told:
   * what makes no sense counts as not set.
   */
  async find(userIds: string[]): Promise<Addressee[]> {
    if (userIds.length === 0) return [];
    const [users, preferences, presence, subscribed] = await Promise.all([
      this.users.recipients(userIds),
      this.preferences.of(userIds),
      this.presence.of(userIds),
      this.push.subscribed(userIds),
    ]);
    return users.flatMap((user) => {
      const wanted = preferences.get(user.id);
      if (!wanted) return [];
      const present = presence?.get(user.id) ?? 'unknown';
      const located = { ...user, timeZone: knownZone(user.timeZone) };
      return [{ user: located, preferences: wanted, presence: present, subscribed: subscribed.has(user.id) }];
    });
  }

  /** How this kind reaches somebody now, and what that was decided by. */
  plan(
    addressee: Addressee,
    kind: NotificationKind,
    critical: boolean,
    now: Date,
  ): { plan: DeliveryPlan; circumstances: Record<string, unknown> } {
    const circumstances = this.circumstances(addressee, kind, critical, now);
    return { plan: planDeliveries(circumstances, now), circumstances: { ...circumstances } };
  }

  /** Until when somebody is not to be disturbed, where that is so now. */
  silentUntil(addressee: Addressee, critical: boolean, now: Date): { until: Date; reason: string } | null {
    return silenceOf({ critical, ...this.quiet(addressee, now) }, now);
  }

  private circumstances(addressee: Addressee, kind: NotificationKind, critical: boolean, now: Date): Circumstances {
    const { user, preferences, presence, subscribed } = addressee;
    return {
      ways: preferences.kinds[kind],
      presence,
      subscribed,
      critical,
      urgent: kinds[kind].urgent,
      ...this.quiet(addressee, now),
      emailAfterMinutes: preferences.emailAfterMinutes,
      nextDigestAt: this.digests.next(preferences.digest, user.timeZone, now),
      pushAfterSeconds: this.config.notifications.pushAfterSeconds,
    };
  }

  private quiet({ user, preferences }: Addressee, now: Date): Pick<Circumstances, 'doNotDisturbUntil' | 'quietUntil'> {
    const { doNotDisturbUntil, quietHours } = preferences;
    return {
      doNotDisturbUntil: doNotDisturbUntil === null ? null : new Date(doNotDisturbUntil),
      quietUntil: quietUntil(quietHours, user.timeZone, now),
    };
  }
}

import type { DeliveryState, DeliveryWay, Ways } from '../contract/notifications.js';
import type { Presence } from '../presence/presence.service.js';

/** What decides how somebody hears of something that concerns them. */
export interface Circumstances {
  ways: Ways;
  presence: Presence | 'unknown';
  /** Whether a browser of theirs takes push notifications. */
  subscribed: boolean;
  /** Passes do not disturb and quiet hours. */
  critical: boolean;
  /** An e-mail does not wait whether it is read. */
  urgent: boolean;
  doNotDisturbUntil: Date | null;
  quietUntil: Date | null;
  emailAfterMinutes: number;
  nextDigestAt: Date;
  /** How long somebody who was told on a screen has to read it before their pockets ring. */
  pushAfterSeconds: number;
}

export interface PlannedDelivery {
  way: DeliveryWay;
  state: Extract<DeliveryState, 'sent' | 'planned' | 'skipped'>;
  reason: string;
  dueAt: Date | null;
}

export interface DeliveryPlan {
  /** Whether the inbox has a line of it. */
  inApp: boolean;
  /** Whether screens draw attention to it. */
  alert: boolean;
  deliveries: PlannedDelivery[];
}

/** The ladder: screens at once, then push, then e-mail where it is still unread. What falls in quiet hours waits for their end. */
export function planDeliveries(circumstances: Circumstances, now: Date): DeliveryPlan {
  const silence = silenceOf(circumstances, now);
  return {
    inApp: circumstances.ways.inApp,
    alert: silence === null,
    deliveries: [
      planInApp(circumstances),
      planPush(circumstances, silence, now),
      planEmail(circumstances, silence, now),
    ],
  };
}

interface Silence {
  until: Date;
  reason: 'do_not_disturb' | 'quiet_hours';
}

/** The later end counts. */
export function silenceOf(
  { critical, doNotDisturbUntil, quietUntil }: Pick<Circumstances, 'critical' | 'doNotDisturbUntil' | 'quietUntil'>,
  now: Date,
): Silence | null {
  if (critical) return null;
  const quiet: Silence | null = quietUntil && { until: quietUntil, reason: 'quiet_hours' };
  if (!doNotDisturbUntil || doNotDisturbUntil <= now) return quiet;
  if (quiet && quiet.until > doNotDisturbUntil) return quiet;
  return { until: doNotDisturbUntil, reason: 'do_not_disturb' };
}

function planInApp({ ways, presence }: Circumstances): PlannedDelivery {
  if (!ways.inApp) return skipped('in_app', 'preference');
  const reason = presence === 'socket' || presence === 'stream' ? presence : 'inbox';
  return { way: 'in_app', state: 'sent', reason, dueAt: null };
}

function planPush(circumstances: Circumstances, silence: Silence | null, now: Date): PlannedDelivery {
  const { ways, presence, subscribed, pushAfterSeconds } = circumstances;
  if (!ways.push) return skipped('push', 'preference');
  if (!subscribed) return skipped('push', 'no_subscription');
  const onScreen = ways.inApp && (presence === 'socket' || presence === 'stream');
  return onScreen
    ? planned('push', 'if_unread', later(now, pushAfterSeconds), silence)
    : planned('push', offScreen(circumstances), now, silence);
}

function offScreen({ ways, presence }: Circumstances): string {
  if (presence === 'unknown') return 'presence_unknown';
  return ways.inApp ? 'offline' : 'not_in_app';
}

function planEmail(circumstances: Circumstances, silence: Silence | null, now: Date): PlannedDelivery {
  const { ways, urgent, emailAfterMinutes, nextDigestAt } = circumstances;
  if (ways.email === 'never') return skipped('email', 'preference');
  if (ways.email === 'digest') return planned('email', 'digest', nextDigestAt, silence);
  if (urgent) return planned('email', 'urgent', now, silence);
  return planned('email', 'if_unread', later(now, emailAfterMinutes * 60), silence);
}

function planned(way: DeliveryWay, reason: string, dueAt: Date, silence: Silence | null): PlannedDelivery {
  if (silence && silence.until > dueAt) return { way, state: 'planned', reason: silence.reason, dueAt: silence.until };
  return { way, state: 'planned', reason, dueAt };
}

const skipped = (way: DeliveryWay, reason: string): PlannedDelivery => ({ way, state: 'skipped', reason, dueAt: null });
const later = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);

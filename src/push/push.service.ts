import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import webpush from 'web-push';
import { AppConfig } from '../core/config/app-config.js';
import { PushKeysService } from './push-keys.service.js';
import { payloadOf, type PushMessage } from './push-payload.js';
import { type PushAnswer, type PushRequest, PushSender } from './push-sender.js';
import type { PushSubscriptionEntity } from './push-subscription.entity.js';
import { PushSubscriptionsService } from './push-subscriptions.service.js';

export type { PushMessage } from './push-payload.js';

const DEFAULT_TTL_SECONDS = 86_400;
/** RFC 8030 5.4. */
const TOPIC_CHARACTERS = 32;

export interface PushOptions {
  /** Any text. A message that its push service still holds gives way to a later one of the same topic. */
  topic?: string;
  /** How long a push service holds the message for a browser that is away; a day where it is not given. */
  ttlSeconds?: number;
  urgency?: 'normal' | 'high';
}

export interface PushAttempt {
  subscriptionId: string;
  endpointHost: string;
  /** Null where no answer came. */
  status: number | null;
  /** What the push service said, or why it said nothing. */
  answer: string;
}

/**
 * `sent`: a push service took it for one browser at least. `none`: there was no subscription. `gone`: all there were
 * have ended, and are removed. `retry`: nobody took it and somebody may take it later, `retryAfterMs` from now where
 * they said so. `failed`: nobody takes it.
 */
export interface PushOutcome {
  state: 'sent' | 'none' | 'gone' | 'retry' | 'failed';
  attempts: PushAttempt[];
  retryAfterMs?: number;
}

type Verdict = 'sent' | 'gone' | 'retry' | 'failed';

interface Judged {
  subscription: PushSubscriptionEntity;
  answer: PushAnswer;
  verdict: Verdict;
}

/** Sends messages, encrypted for each browser, to all that a user is signed in with. */
@Injectable()
export class PushService {
  private readonly logger = new Logger(PushService.name);
  private readonly subject: string;

  constructor(
    config: AppConfig,
    private readonly keys: PushKeysService,
    private readonly subscriptions: PushSubscriptionsService,
    private readonly sender: PushSender,
  ) {
    this.subject = config.push.subject;
  }

  /**
   * To all browsers at once, each within 5 s. At least once: a message that a push service took but could not answer
   * for counts as not taken. Rejects where PostgreSQL is away, before anything was sent.
   */
  async deliver(userId: string, message: PushMessage, options: PushOptions = {}): Promise<PushOutcome> {
    const payload = payloadOf(message);
    const subscriptions = await this.subscriptions.liveOf(userId);
    if (subscriptions.length === 0) return { state: 'none', attempts: [] };
    const vapid = { ...(await this.keys.pair()), subject: this.subject };
    const requests = subscriptions.map((subscription) => requestFor(subscription, payload, vapid, options));
    const answers = await Promise.all(requests.map((request) => this.sender.send(request)));
    const judged = answers.flatMap((answer, i): Judged[] => {
      const subscription = subscriptions[i];
      return subscription ? [{ subscription, answer, verdict: verdictOf(answer) }] : [];
    });
    await this.remember(judged);
    return outcomeOf(judged);
  }

  /** What was sent stays sent, also where it cannot be written down: rejecting would make it come twice. */
  private async remember(judged: Judged[]): Promise<void> {
    const idsWhere = (holds: (verdict: Verdict) => boolean) =>
      judged.flatMap(({ subscription: { id }, verdict }) => (holds(verdict) ? [id] : []));
    try {
      await this.subscriptions.used({
        taken: idsWhere((verdict) => verdict === 'sent'),
        gone: idsWhere((verdict) => verdict === 'gone'),
        failed: idsWhere((verdict) => verdict === 'retry' || verdict === 'failed'),
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'what push services answered was not written down');
    }
    for (const { subscription, answer, verdict } of judged) {
      if (verdict !== 'failed') continue;
      const { status, answer: said } = answer;
      this.logger.warn({ endpointHost: hostOf(subscription), status, answer: said }, 'push message refused');
    }
  }
}

const hostOf = ({ endpoint }: PushSubscriptionEntity) => new URL(endpoint).host;

function requestFor(
  { endpoint, p256dh, auth }: PushSubscriptionEntity,
  payload: string,
  vapidDetails: { subject: string; publicKey: string; privateKey: string },
  { topic, ttlSeconds = DEFAULT_TTL_SECONDS, urgency = 'normal' }: PushOptions,
): PushRequest {
  const { headers, body } = webpush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
    vapidDetails,
    contentEncoding: 'aes128gcm',
    TTL: ttlSeconds,
    urgency,
    ...(topic !== undefined && { topic: topicOf(topic) }),
  });
  return { endpoint, headers, body };
}

/** Push services take a few characters of a small alphabet, and need not know what they stand for. */
const topicOf = (topic: string) => createHash('sha256').update(topic).digest('base64url').slice(0, TOPIC_CHARACTERS);

/** RFC 8030 5.2 and 7.3; 404 and 410 are the two ways in which a subscription has ended. */
function verdictOf({ status, refused }: PushAnswer): Verdict {
  if (refused) return 'failed';
  if (status === null || status === 429 || status >= 500) return 'retry';
  if (status === 404 || status === 410) return 'gone';
  return status >= 200 && status < 300 ? 'sent' : 'failed';
}

function outcomeOf(judged: Judged[]): PushOutcome {
  const attempts = judged.map(({ subscription, answer: { status, answer } }) => ({
    subscriptionId: subscription.id,
    endpointHost: hostOf(subscription),
    status,
    answer,
  }));
  const states: Verdict[] = ['sent', 'retry', 'failed', 'gone'];
  const state = states.find((candidate) => judged.some(({ verdict }) => verdict === candidate)) ?? 'failed';
  if (state !== 'retry') return { state, attempts };
  // Everyone who asked for patience has it.
  const waits = judged.flatMap(({ verdict, answer: { retryAfterMs } }) =>
    verdict === 'retry' && retryAfterMs !== null ? [retryAfterMs] : [],
  );
  return { state, attempts, ...(waits.length > 0 && { retryAfterMs: Math.max(...waits) }) };
}

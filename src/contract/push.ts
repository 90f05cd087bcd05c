import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';

export const MAX_SUBSCRIPTIONS = 20;

/** For `applicationServerKey` of `PushManager.subscribe()`. */
export const PushKey = z.object({ publicKey: z.string() }).meta({ id: 'PushKey' });
export type PushKey = z.infer<typeof PushKey>;

const MAX_ENDPOINT = 2000;
const ENDPOINT_RULE = 'must be an https URL of a push service';

const Endpoint = z
  .string(rule(ENDPOINT_RULE))
  .max(MAX_ENDPOINT, `must be at most ${MAX_ENDPOINT} characters`)
  .regex(/^https?:\/\/[\x21-\x7e]+$/, ENDPOINT_RULE)
  .refine((text) => URL.canParse(text), { message: ENDPOINT_RULE });

/** What a browser's `PushSubscription.toJSON()` gives. */
export const Subscribe = z
  .strictObject({
    endpoint: Endpoint,
    keys: z.strictObject({
      /** An uncompressed P-256 point, base64url. */
      p256dh: z
        .string()
        .regex(/^B[\w-]{86}$/, 'must be an uncompressed P-256 point in base64url, 87 characters without padding'),
      auth: z.string().regex(/^[\w-]{22}$/, 'must be 16 bytes in base64url, 22 characters without padding'),
    }),
    /** Milliseconds since 1970. A push service that ends a subscription also says so when it is used. */
    expirationTime: z.number('must be null or a number').min(0, 'must be at least 0').nullish(),
  })
  .meta({ id: 'Subscribe' });
export type Subscribe = z.infer<typeof Subscribe>;

export const PushSubscription = z
  .object({
    id: Id,
    /** Host of its push service; the endpoint itself is a secret. */
    endpointHost: z.string(),
    /** What the browser called itself. */
    userAgent: z.string().nullable(),
    /** Whether it was made in the session that asks. */
    current: z.boolean(),
    createdAt: Timestamp,
    /** When its push service last took a message. */
    lastUsedAt: Timestamp.nullable(),
    /** Messages in a row that its push service did not take. */
    failures: z.int(),
  })
  .meta({ id: 'PushSubscription' });
export type PushSubscription = z.infer<typeof PushSubscription>;

/** All of them: a user has at most 20. */
export const PushSubscriptionList = z.object({ items: z.array(PushSubscription) }).meta({ id: 'PushSubscriptionList' });
export type PushSubscriptionList = z.infer<typeof PushSubscriptionList>;

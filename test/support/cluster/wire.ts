import { z } from 'zod';

/**
 * What these tests read of the wire, written down from the protocol and not from the server's own schemas: a server
 * that drifts away from its protocol must not take its judge along.
 */
export const WireMessage = z.object({
  id: z.string(),
  channelId: z.string(),
  seq: z.int(),
  rev: z.int(),
  authorId: z.string(),
  clientId: z.string(),
  body: z.string(),
  createdAt: z.string(),
});
export type WireMessage = z.infer<typeof WireMessage>;

export const WireChange = z.object({ rev: z.int(), kind: z.string(), message: WireMessage });
export type WireChange = z.infer<typeof WireChange>;

export const ChangesFrame = z.object({
  channelId: z.string(),
  since: z.int(),
  rev: z.int(),
  changes: z.array(WireChange),
});
export type ChangesFrame = z.infer<typeof ChangesFrame>;

export const SyncPage = ChangesFrame.extend({ more: z.boolean(), reset: z.boolean() });
export type SyncPage = z.infer<typeof SyncPage>;

export const WireError = z.object({ code: z.string(), message: z.string() });
export type WireError = z.infer<typeof WireError>;

const SyncRefusal = z.object({ channelId: z.string(), error: WireError });
export const SyncAnswer = z.object({ channels: z.array(z.union([SyncPage, SyncRefusal])) });

export const Ready = z.object({
  channels: z.array(z.object({ channelId: z.string(), rev: z.int(), seq: z.int() })),
});
export type Ready = z.infer<typeof Ready>;

export const SendAnswer = z.object({ message: WireMessage, duplicate: z.boolean() });
export type SendAnswer = z.infer<typeof SendAnswer>;

export const HistoryPage = z.object({ items: z.array(WireMessage), nextCursor: z.string().nullable() });

export const Draining = z.object({ reconnectWithinMs: z.int() });
export type Draining = z.infer<typeof Draining>;

const Ack = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);

export type Answer<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** Reads a socket's ack; throws where it is neither the result nor an error object. */
export function readAck<T>(schema: z.ZodType<T>, ack: unknown): Answer<T> {
  const answer = Ack.parse(ack);
  return answer.ok ? { ok: true, data: schema.parse(answer.data) } : answer;
}

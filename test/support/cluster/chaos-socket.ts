import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { ANSWER_TIMEOUT_MS, type Identity, outcomeOfError } from './api.js';
import type { Outcome } from './facts.js';
import { readAck, SendAnswer, type WireError } from './wire.js';

type Events = Record<string, (payload: unknown) => void>;
type Requests = Record<string, (payload: unknown, ack: (answer: unknown) => void) => void>;
export type ChaosSocket = Socket<Events, Requests>;

export type Reply<T> = { kind: 'data'; data: T } | { kind: 'error'; error: WireError } | { kind: 'hung' | 'cut' };

/** One connection and no more: who reconnects, when and where is the client's own affair. */
export function openSocket(url: string, who: Identity, transports: readonly string[]): ChaosSocket {
  return io(url, {
    forceNew: true,
    reconnection: false,
    transports: [...transports],
    timeout: ANSWER_TIMEOUT_MS,
    auth: (give) => void who.token().then((token) => give({ token })),
  });
}

/** Asks and always gets an answer, if only that none came. Rejects on an ack that the protocol does not know. */
export async function ask<T>(
  socket: ChaosSocket,
  event: string,
  payload: unknown,
  data: z.ZodType<T>,
): Promise<Reply<T>> {
  let ack: unknown;
  try {
    ack = await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(event, payload);
  } catch {
    return { kind: socket.connected ? 'hung' : 'cut' };
  }
  const answer = readAck(data, ack);
  return answer.ok ? { kind: 'data', data: answer.data } : { kind: 'error', error: answer.error };
}

export async function sendBySocket(
  socket: ChaosSocket,
  payload: { channelId: string; clientId: string; body: string },
): Promise<Outcome> {
  try {
    const reply = await ask(socket, 'message:send', payload, SendAnswer);
    if (reply.kind === 'data') return { kind: 'acked', ...reply.data };
    return reply.kind === 'error' ? outcomeOfError(reply.error.code) : { kind: reply.kind };
  } catch (error) {
    return { kind: 'broken', reason: String(error) };
  }
}

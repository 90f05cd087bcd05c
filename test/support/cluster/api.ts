import { z } from 'zod';
import type { Outcome, StoredMessage } from './facts.js';
import { HistoryPage, SendAnswer } from './wire.js';

/** Far beyond the 3 s within which a server answers, as the client may be held up itself. */
export const ANSWER_TIMEOUT_MS = 15_000;
const PAGE = 100;

export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** A user as the clients need one: who it is, and a token that is good now. */
export interface Identity {
  userId: string;
  token: () => Promise<string>;
}

const REFUSALS = new Set(['validation_failed', 'unauthenticated', 'forbidden', 'not_found', 'conflict']);
const NOT_NOW = new Set(['unavailable', 'rate_limited']);

/** What an error code means to somebody who wants to send. */
export function outcomeOfError(code: string): Outcome {
  if (REFUSALS.has(code) || code === 'payload_too_large') return { kind: 'refused', code };
  return NOT_NOW.has(code) ? { kind: 'unavailable' } : { kind: 'broken', reason: code };
}

/** The REST side of one instance. */
export class Api {
  constructor(readonly url: string) {}

  /** Rejects where nobody answers. */
  async call(method: string, path: string, who: Identity | null, body?: unknown): Promise<ApiAnswer> {
    const authorization = who ? { authorization: `Bearer ${await who.token()}` } : {};
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...authorization, ...content },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** For arranging a test: anything but the expected status is a failure. */
  async expect<T>(
    schema: z.ZodType<T>,
    method: string,
    path: string,
    who: Identity | null,
    body?: unknown,
  ): Promise<T> {
    const answer = await this.call(method, path, who, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return schema.parse(answer.body);
  }

  async send(who: Identity, channelId: string, clientId: string, body: string): Promise<Outcome> {
    try {
      const answer = await this.call('POST', `/channels/${channelId}/messages`, who, { clientId, body });
      if (answer.status >= 300) return outcomeOfError(z.object({ code: z.string() }).parse(answer.body).code);
      const sent = SendAnswer.parse(answer.body);
      if (answer.status !== (sent.duplicate ? 200 : 201)) {
        return { kind: 'broken', reason: `${answer.status} with duplicate: ${sent.duplicate}` };
      }
      return { kind: 'acked', ...sent };
    } catch (error) {
      return outcomeOfFailure(error);
    }
  }

  /** A channel's whole history, paged upwards. */
  async history(who: Identity, channelId: string): Promise<StoredMessage[]> {
    const messages: StoredMessage[] = [];
    for (let after = 0; ;) {
      const path = `/channels/${channelId}/messages?after=${after}&limit=${PAGE}`;
      const { items } = await this.expect(HistoryPage, 'GET', path, who);
      messages.push(...items);
      const last = items.at(-1);
      if (!last || items.length < PAGE) return messages;
      after = last.seq;
    }
  }
}

/** A refused or broken connection is the fault that a test made; silence on a good one is the server's own. */
function outcomeOfFailure(error: unknown): Outcome {
  if (error instanceof DOMException && error.name === 'TimeoutError') return { kind: 'hung' };
  if (error instanceof TypeError) return { kind: 'cut' };
  return { kind: 'broken', reason: String(error) };
}

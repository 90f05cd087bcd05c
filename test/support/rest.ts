import type { z } from 'zod';
import { Problem } from '../../src/contract/errors.js';
import type { Server } from './app.js';

const TIMEOUT_MS = 30_000;

export interface Answer {
  status: number;
  headers: Headers;
  /** Null where there is none. */
  body: unknown;
}

export interface CallOptions {
  token?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string | Buffer<ArrayBuffer>;
  headers?: Record<string, string>;
  instance?: number;
}

/** Calls the REST API under `/api/v1`, and remembers what was answered for the conformance check. */
export async function call(server: Server, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { token, body, raw, headers = {}, instance = 0 } = options;
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const fullPath = `/api/v1${path}`;
  const response = await fetch(`${server.urlOf(instance)}${fullPath}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const contentType = response.headers.get('content-type') ?? '';
  const parsed = await bodyOf(response, contentType);
  server.conformance.rest({ method, path: fullPath, status: response.status, contentType, body: parsed });
  return { status: response.status, headers: response.headers, body: parsed };
}

/** Null where there is none, text where it is no JSON; a stream is left, for it has no end. */
async function bodyOf(response: Response, contentType: string): Promise<unknown> {
  if (contentType.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return null;
  }
  const text = await response.text();
  if (text === '') return null;
  return /^application\/(problem\+)?json(;|$)/.test(contentType) ? JSON.parse(text) : text;
}

/** For arranging: the answer's body, which must be a success. */
export function succeeded<T>(schema: z.ZodType<T>, { status, body }: Answer): T {
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return schema.parse(body);
}

export const problemOf = ({ body }: Answer): Problem => Problem.parse(body);

/** In ascending order, for answers to calls that were made at once. */
export const statusesOf = (answers: Answer[]): number[] =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

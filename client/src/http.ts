import { type ClientError, fromProblem, noAnswer, offline } from './client-error.js';
import type { Problem } from './contract.js';
import type { Sites } from './sites.js';

const ANSWER_TIMEOUT_MS = 10_000;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Call {
  method?: Method;
  /** Sent as JSON; a blob as it is. */
  body?: object;
  token?: string;
  /** Needs nobody who is signed in. */
  anonymous?: boolean;
}

/** REST calls to the instance that is in use. One that cannot be reached makes the next call go to another. */
export class Http {
  readonly #sites: Sites;
  readonly #fetch: Fetch;

  constructor(sites: Sites, fetch: Fetch) {
    this.#sites = sites;
    this.#fetch = fetch;
  }

  /** The contract says what the path answers: the caller names its type, nothing checks it again. */
  async call<T>(path: string, { method = 'GET', body, token }: Call = {}): Promise<T> {
    const response = await this.#ask(path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
      },
      ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return (await read(response)) as T;
  }

  /** Resolves with an open event stream. */
  stream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    return this.#ask(path, { headers: { accept: 'text/event-stream', ...headers }, cache: 'no-store', signal });
  }

  /** Throws what the server refused, or that it could not be asked. */
  async #ask(path: string, init: RequestInit): Promise<Response> {
    const { url } = this.#sites;
    const response = await this.#fetch(`${url}/api/v1${path}`, init).catch((error: unknown) => {
      // What the caller broke off says nothing of the instance.
      if (isTimeout(error) || !init.signal?.aborted) this.#sites.avoid(url);
      throw unanswered(error);
    });
    if (response.ok) return response;
    const data = await read(response);
    if (isProblem(data)) throw fromProblem(data, response.headers.get('retry-after'));
    // Not an answer of the server's own: a proxy stands before it, or something else.
    throw offline(`${path} answered ${response.status}`);
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

const unanswered = (error: unknown): ClientError => (isTimeout(error) ? noAnswer() : offline(String(error)));

async function read(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw unanswered(error);
  }
}

const isProblem = (data: unknown): data is Problem =>
  typeof data === 'object' && data !== null && 'code' in data && 'detail' in data;

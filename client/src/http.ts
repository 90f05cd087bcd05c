import { fromProblem, noAnswer, offline } from './client-error.js';
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
    const { url } = this.#sites;
    const response = await this.#ask(`${url}/api/v1${path}`, url, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
      },
      ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const data = await read(response);
    if (response.ok) return data as T;
    if (isProblem(data)) throw fromProblem(data, response.headers.get('retry-after'));
    // Not an answer of the server's own: a proxy stands before it, or something else.
    throw offline(`${path} answered ${response.status}`);
  }

  /** Resolves with an open event stream. */
  async stream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const { url } = this.#sites;
    const response = await this.#ask(`${url}/api/v1${path}`, url, {
      headers: { accept: 'text/event-stream', ...headers },
      cache: 'no-store',
      signal,
    });
    if (response.ok) return response;
    const data = await read(response);
    throw isProblem(data)
      ? fromProblem(data, response.headers.get('retry-after'))
      : offline(`${path} answered ${response.status}`);
  }

  async #ask(url: string, site: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(url, init);
    } catch (error) {
      const timedOut = isTimeout(error);
      // What the caller broke off says nothing of the instance.
      if (timedOut || !init.signal?.aborted) this.#sites.avoid(site);
      throw timedOut ? noAnswer() : offline(String(error));
    }
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

async function read(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw isTimeout(error) ? noAnswer() : offline(String(error));
  }
}

const isProblem = (data: unknown): data is Problem =>
  typeof data === 'object' && data !== null && 'code' in data && 'detail' in data;

import http from 'node:http';
import https from 'node:https';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { tracing } from '../core/observability/tracing.js';
import { lookupPublic, namesPrivateAddress, NotPublicError } from './public-address.js';

/** From the first look-up to the last byte of the answer. */
const TIMEOUT_MS = 5000;
/** Of an answer's text this much is kept, for whoever asks why. */
const MAX_ANSWER_BYTES = 500;
/** Nobody is made to wait longer, whatever a push service asks for. */
const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

export interface PushRequest {
  endpoint: string;
  headers: Record<string, string | number>;
  body: Buffer;
}

/** `status` is null where no answer came; `refused` where none was asked for, as it must not be. */
export interface PushAnswer {
  status: number | null;
  answer: string;
  retryAfterMs: number | null;
  refused: boolean;
}

/** Speaks to push services. In production it connects to public addresses alone. */
@Injectable()
export class PushSender implements OnApplicationShutdown {
  private readonly guarded: boolean;
  private readonly agents = { http: new http.Agent(), https: new https.Agent({ keepAlive: true }) };

  constructor(config: AppConfig) {
    this.guarded = config.production;
  }

  /** Never rejects. */
  async send(request: PushRequest): Promise<PushAnswer> {
    if (!tracing.recording) return this.answerTo(request);
    return tracing.span('push send', { kind: 'client', attributes: { 'http.request.method': 'POST' } }, async () => {
      const answer = await this.answerTo(request);
      tracing.note(answer.status === null ? {} : { 'http.response.status_code': answer.status });
      return answer;
    });
  }

  onApplicationShutdown(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  private async answerTo(request: PushRequest): Promise<PushAnswer> {
    try {
      const url = new URL(request.endpoint);
      // Whoever knows the rest of an endpoint may send there.
      if (tracing.recording) tracing.note({ 'server.address': url.hostname });
      if (this.guarded && namesPrivateAddress(url)) throw new NotPublicError(url.hostname);
      const response = await this.post(url, request);
      return {
        status: response.statusCode ?? null,
        // The status is the answer, whatever becomes of its text.
        answer: await beginningOf(response).catch(reasonOf),
        retryAfterMs: retryAfter(response.headers['retry-after']),
        refused: false,
      };
    } catch (error) {
      return { status: null, answer: reasonOf(error), retryAfterMs: null, refused: error instanceof NotPublicError };
    }
  }

  /** Redirections are not followed: a push service has no need of them. */
  private post(url: URL, { headers, body }: PushRequest): Promise<http.IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    const secure = url.protocol === 'https:';
    const options: https.RequestOptions = {
      method: 'POST',
      headers,
      agent: secure ? this.agents.https : this.agents.http,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(this.guarded && { lookup: lookupPublic }),
    };
    const request = secure ? https.request(url, options) : http.request(url, options);
    request.on('response', resolve).on('error', reject).end(body);
    return promise;
  }
}

/** One line of text, whatever the bytes are. The rest is not read: the connection goes where there is more. */
async function beginningOf(response: http.IncomingMessage): Promise<string> {
  let text = Buffer.alloc(0);
  for await (const chunk of response) {
    text = Buffer.concat([text, chunk as Buffer]);
    if (text.length > MAX_ANSWER_BYTES) break;
  }
  return line(text.toString('utf8', 0, MAX_ANSWER_BYTES));
}

const line = (text: string) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return line('code' in error ? `${String(error.code)}: ${error.message}` : error.message);
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

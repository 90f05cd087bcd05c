import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { SessionsService } from '../auth/sessions.service.js';
import { matchesTag, PRIVATE, weakTag } from '../core/cache/etag.js';
import { HttpMetrics } from '../core/observability/http.metrics.js';
import { Metrics } from '../core/observability/metrics.js';
import { requestIdOf } from '../core/observability/request-id.js';
import type { DomainError } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { HttpRate } from '../core/security/rate-limit.guard.js';
import { HistoryService } from '../messages/history.service.js';
import { type AskedPage, askedPageOf } from './asked-page.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Headers as `writeHead` takes them: name, value, name, value … */
export type FlatHeaders = readonly string[];

type Chain = (request: IncomingMessage, response: ServerResponse) => void;

const ROUTE = '/api/v1/channels/:id/messages';
const OF_A_PAGE: FlatHeaders = [
  'Vary',
  'Origin, Authorization, Accept-Encoding',
  'Content-Type',
  'application/json; charset=utf-8',
];

/** As the compressor of the chain has it. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const compress = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, BROTLI),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
};
/** The compressor leaves alone what is shorter. */
const WORTH_COMPRESSING = 1024;

/**
 * Pages of history without Express and Nest, whose way through middleware, guards and pipes costs several times what the
 * answer does. It asks the same services the same questions, and answers what the chain would answer; whatever it does not
 * understand wholly, and whatever goes wrong, goes to the chain as if it had not been here.
 */
@Injectable()
export class HotReadsLane {
  private readonly tokens: VerifiedTokens;
  private readonly counted;
  private ofNothing: FlatHeaders = [];
  private ofAPage: FlatHeaders = [];

  constructor(
    sessions: SessionsService,
    private readonly history: HistoryService,
    private readonly rate: HttpRate,
    private readonly http: HttpMetrics,
    metrics: Metrics,
  ) {
    this.tokens = new VerifiedTokens((token) => sessions.authenticate(token));
    const requests = metrics.counts({
      name: 'tertulia_hot_reads_total',
      help: 'Requests for a page of history that were understood at the door, and who answered them',
      labels: ['by'],
    });
    this.counted = { lane: requests.of({ by: 'lane' }), chain: requests.of({ by: 'chain' }) };
  }

  /** Goes before what listens to the server's requests now; `common` are the headers that the chain gives every answer. */
  mount(server: Server, common: FlatHeaders): void {
    this.ofNothing = [...common, 'Cache-Control', PRIVATE, 'Vary', 'Origin, Authorization'];
    this.ofAPage = [...common, 'Cache-Control', PRIVATE, ...OF_A_PAGE];
    const listeners = server.listeners('request') as Chain[];
    const chain: Chain = (request, response) => {
      for (const listener of listeners) listener.call(server, request, response);
    };
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const asked = askedPageOf(request);
      if (asked) void this.serve(request, response, asked, chain);
      else chain(request, response);
    });
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
    asked: AskedPage,
    chain: Chain,
  ): Promise<void> {
    const from = performance.now();
    let refusal: DomainError | null | undefined;
    try {
      const principal = this.tokens.principalOf(asked.token);
      // Before PostgreSQL is asked: who is refused must not cost it more than who is answered.
      refusal = await this.rate.countAtDoor(principal.userId);
      if (refusal) throw refusal;
      await this.answer(request, response, asked, principal);
      this.counted.lane.add();
      this.http.answered('GET', ROUTE, response, from);
    } catch {
      // The chain meets the same refusal, and says it in its form.
      this.counted.chain.add();
      if (refusal !== undefined) this.rate.countedAtDoor(request, refusal);
      if (response.headersSent) response.destroy();
      else chain(request, response);
    }
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { channelId, query, coding }: AskedPage,
    principal: Principal,
  ): Promise<void> {
    const standing = await this.history.standingInSession(principal, channelId);
    const tag = weakTag(standing.rev);
    if (matchesTag(request.headers['if-none-match'], tag)) {
      this.history.notModified();
      response.writeHead(304, this.headers(request, tag, this.ofNothing)).end();
      return;
    }
    const page = await this.history.page(principal, channelId, standing, query);
    const encoding = page.json.length < WORTH_COMPRESSING ? '' : coding;
    const body = encoding === '' ? page.json : await page.encoded(encoding, compress[encoding]);
    const headers = this.headers(request, weakTag(page.at.rev), this.ofAPage);
    headers.push('Content-Length', String(body.length));
    if (encoding !== '') headers.push('Content-Encoding', encoding);
    response.writeHead(200, headers).end(body);
  }

  private headers(request: IncomingMessage, tag: string, constant: FlatHeaders): string[] {
    return constant.concat('X-Request-Id', requestIdOf(request.headers['x-request-id']), 'ETag', tag);
  }
}

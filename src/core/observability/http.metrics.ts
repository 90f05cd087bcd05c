import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Metrics } from './metrics.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Methods and paths that the server does not have: a client may ask for anything. */
const OTHER = 'other';

/** What is asked over HTTP, Socket.IO's own requests aside, and how long the answers take. */
@Injectable()
export class HttpMetrics {
  private readonly requests;
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.requests = metrics.counts({
      name: 'tertulia_http_requests_total',
      help: 'Requests that were answered, and those whose client did not wait for it (status aborted)',
      labels: ['method', 'status'],
    });
    this.seconds = metrics.spreads({
      name: 'tertulia_http_request_seconds',
      help: 'From the head of a request to the last byte of its answer; event streams are left out',
      labels: ['route'],
      bounds: SECONDS,
    });
  }

  /** The first middleware: what comes later belongs to the time that is measured. */
  readonly handle = (request: Request, response: Response, next: NextFunction): void => {
    const from = performance.now();
    response.once('close', () => this.closed(request, response, from));
    next();
  };

  /** For what is answered before any middleware. `from` in milliseconds of `performance.now()`. */
  answered(method: string, route: string, { statusCode }: ServerResponse, from: number): void {
    this.requests.of({ method, status: String(statusCode) }).add();
    this.seconds.of({ route: `${method} ${route}` }).observe((performance.now() - from) / 1000);
  }

  private closed(request: Request, response: Response, from: number): void {
    const method = METHODS.has(request.method) ? request.method : OTHER;
    const status = response.headersSent ? String(response.statusCode) : 'aborted';
    this.requests.of({ method, status }).add();
    if (!response.writableFinished || isEventStream(response)) return;
    this.seconds.of({ route: routeOf(request, method) }).observe((performance.now() - from) / 1000);
  }
}

const isEventStream = (response: Response) =>
  String(response.getHeader('content-type')).startsWith('text/event-stream');

/** The pattern that Express found, never the path itself: ids would make a series each. */
function routeOf({ route }: Request, method: string): string {
  const pattern: unknown = (route as { path?: unknown } | undefined)?.path;
  // Nest's own answer to what is not there has a pattern for everything.
  return typeof pattern === 'string' && !pattern.includes('*') ? `${method} ${pattern}` : OTHER;
}

import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { tracing } from './tracing.js';

/** Asked by machines, every few seconds. */
const UNTRACED = /^\/(health|metrics)/;

/** Streams last as long as somebody watches: their request says nothing by its length. */
const isTraced = ({ url = '', headers }: IncomingMessage) =>
  !UNTRACED.test(url) && headers.accept !== 'text/event-stream';

/** What of a request's address names no person and holds no token. */
function routeOf({ baseUrl, route }: Request): string | undefined {
  const { path } = (route ?? {}) as { path?: unknown };
  return typeof path === 'string' ? baseUrl + path : undefined;
}

/** Opens a trace for each REST request; a `traceparent` that came with it is linked. */
export function traceRequest(request: Request, response: Response, next: NextFunction): void {
  if (!tracing.on || !isTraced(request)) return next();
  const { method, protocol, headers, id } = request;
  const attributes = {
    'http.request.method': method,
    'url.scheme': protocol,
    ...(typeof id === 'string' && { 'tertulia.request.id': id }),
  };
  const { traceparent } = headers;
  const step = tracing.openRequest(method, attributes, typeof traceparent === 'string' ? traceparent : undefined);
  response.once('close', () => {
    const route = routeOf(request);
    if (route !== undefined) step.rename(`${method} ${route}`);
    step.note({
      ...(route !== undefined && { 'http.route': route }),
      'http.response.status_code': response.statusCode,
    });
    if (response.statusCode >= 500) step.failed(String(response.statusCode));
    step.end();
  });
  step.run(next);
}

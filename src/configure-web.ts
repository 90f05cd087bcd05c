import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type INestApplication, RequestMethod } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import compression from 'compression';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AdminDoor } from './admin/admin-door.js';
import { BOARD_PATH, QueueBoard } from './admin/queue-board.js';
import { AppConfig } from './core/config/app-config.js';
import { forbidden } from './core/errors/domain-error.js';
import { ErrorMetrics } from './core/errors/error.metrics.js';
import { HttpErrorFilter } from './core/errors/http-error.filter.js';
import { validationPipe } from './core/errors/validation.js';
import { HttpMetrics } from './core/observability/http.metrics.js';
import { requestIdOf } from './core/observability/request-id.js';
import { traceRequest } from './core/observability/request-tracing.js';
import { OriginPolicy } from './core/security/origin-policy.js';
import { openApiDocument } from './docs/openapi.js';
import { HotReadsLane } from './hot-reads/hot-reads.lane.js';
import { SocketIoAdapter } from './realtime/socket-io.adapter.js';
import { WebClientPages } from './web-client/web-client.pages.js';

/**
 * A proxy keeps idle connections for a minute (nginx: `keepalive_timeout` of its upstreams). Whoever closes first must not
 * be the server: a request that is on its way just then would fail, and a proxy repeats no POST.
 */
const KEEP_ALIVE_MS = 75_000;

const OUTSIDE_THE_PREFIX = [
  '',
  'about',
  'health',
  'health/live',
  'health/ready',
  'metrics',
  'docs/async',
  'admin',
  'dev/mail',
  'dev/mail.json',
  'dev/mail/:id',
  'dev/mail/:id/html',
];
const EXPOSED = ['X-Request-Id', 'Retry-After', 'ETag'];
const LOGS_REQUESTS = new Set(['debug', 'trace']);
const FORMS = ['admin/login', 'admin/logout'];

/** A login, a password and a path. */
const FORM_BYTES = 8192;
/** What a picture of 256 pixels takes, and to spare. */
const AVATAR_BYTES = 65_536;
/** As routes are found: whatever the query, the case and a slash at the end. */
const isAt = (path: string) => {
  const address = new RegExp(`^${path}/?(\\?|$)`, 'i');
  return ({ url }: IncomingMessage) => address.test(url ?? '');
};
const isAvatar = isAt('/api/v1/users/me/avatar');
const isSignIn = isAt('/admin/login');
/** All else of the API takes JSON alone. */
const isSignInForm = (request: IncomingMessage) =>
  isSignIn(request) && (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');

export function setPrefix(app: INestApplication): void {
  const exclude = [
    ...OUTSIDE_THE_PREFIX.map((path) => ({ path, method: RequestMethod.GET })),
    ...FORMS.map((path) => ({ path, method: RequestMethod.ALL })),
  ];
  app.setGlobalPrefix('api/v1', { exclude });
}

const isEventStream = (response: { getHeader: (name: string) => unknown }) =>
  String(response.getHeader('content-type')).startsWith('text/event-stream');

/** Everything that a web instance needs beyond its modules; main.ts and the tests share it. */
export function configureWeb(app: NestExpressApplication): NestExpressApplication {
  const config = app.get(AppConfig);
  const origins = app.get(OriginPolicy);
  app.useLogger(app.get(Logger));
  app.getHttpServer().keepAliveTimeout = KEEP_ALIVE_MS;
  app.set('trust proxy', config.http.trustedProxies);
  app.disable('x-powered-by');
  app.use(app.get(HttpMetrics).handle);
  app.use((request: Request, response: Response, next: NextFunction) => {
    const id = requestIdOf(request.headers['x-request-id']);
    request.id = id;
    response.setHeader('X-Request-Id', id);
    next();
  });
  if (config.tracing.on) app.use(traceRequest);
  // Pages may be opened over plain HTTP on a company's own network: no upgrade is forced.
  const secure = helmet({
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    hsts: config.production,
  });
  app.use(secure);
  app.use(app.get(WebClientPages).handle);
  // A compressor would keep back a stream's events until it has enough of them.
  app.use(
    compression({ filter: (request, response) => !isEventStream(response) && compression.filter(request, response) }),
  );
  app.use((request: Request, _response: Response, next: NextFunction) => {
    const allowed = origins.allows(request.headers.origin, request.headers.host);
    next(allowed ? undefined : forbidden('The origin is not allowed'));
  });
  app.enableCors({ origin: true, credentials: false, exposedHeaders: EXPOSED });
  app.use('/admin', app.get(AdminDoor).handle);
  app.use(BOARD_PATH, app.get(QueueBoard).handle);
  app.useBodyParser('json', { limit: config.limits.frameBytes });
  app.useBodyParser('urlencoded', { limit: FORM_BYTES, extended: false, type: isSignInForm });
  app.useBodyParser('raw', { limit: AVATAR_BYTES, type: isAvatar });
  setPrefix(app);
  app.useGlobalPipes(validationPipe);
  app.useGlobalFilters(new HttpErrorFilter(app.get(ErrorMetrics)));
  app.useWebSocketAdapter(new SocketIoAdapter(app));
  // What is logged or traced request by request takes the long way.
  if (!config.tracing.on && !LOGS_REQUESTS.has(config.log.level)) {
    const common = [...headersOf(secure), 'Access-Control-Expose-Headers', EXPOSED.join(',')];
    app.get(HotReadsLane).mount(app.getHttpServer(), common);
  }
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'docs-json' });
  return app;
}

/** What a middleware that asks nothing of the request writes to every answer: name, value, name, value … */
function headersOf(middleware: ReturnType<typeof helmet>): string[] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  middleware(request, response, () => undefined);
  return response.getHeaderNames().flatMap((name) => [name, String(response.getHeader(name))]);
}

/** How every process makes its application: parsing is set up above, and idle connections do not hold up its end. */
export const webOptions = {
  bufferLogs: true,
  bodyParser: false,
  forceCloseConnections: true,
  abortOnError: false,
} as const;

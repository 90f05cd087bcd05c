import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoggerModule as PinoModule } from 'nestjs-pino';
import { AppConfig } from '../config/app-config.js';
import { loggedError } from './logged-error.js';
import { tracing } from './tracing.js';

/** Never written to a log, wherever they stand in what is logged. */
export const REDACTED = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  ...['password', 'token', 'accessToken', 'refreshToken', 'inviteToken', 'secret'].flatMap((key) => [
    key,
    `*.${key}`,
    `*.*.${key}`,
  ]),
];

/**
 * A token in a URL is good for a stream or to join a channel, or came with a mail's link; the log keeps the rest of the path
 * and the names of the parameters.
 */
export const withoutTokens = (url: string) =>
  url
    .replace(/([?&](?:token|access_token|invite)=)[^&]*/g, '$1[redacted]')
    .replace(/^((?:\/api\/v1)?\/invites\/|\/join\/)[^/?]+/i, '$1[redacted]');

/** What requests, answers and errors say of themselves in a log. */
export const serializers = {
  req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, url: withoutTokens(url) }),
  res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  err: loggedError,
};

/** JSON lines on stdout; one per REST request, with its id, which the answer carries in X-Request-Id too. */
export const LoggerModule = PinoModule.forRootAsync({
  inject: [AppConfig],
  useFactory: ({ log, tracing: { on } }: AppConfig) => ({
    pinoHttp: {
      ...(on && { mixin: () => tracing.logFields() }),
      level: log.level,
      redact: { paths: REDACTED, censor: '[redacted]' },
      genReqId: ({ id }: IncomingMessage) => id,
      serializers,
      customLogLevel: (_request: IncomingMessage, response: ServerResponse, error?: Error) =>
        error || response.statusCode >= 500 ? 'error' : 'debug',
      autoLogging: { ignore: (request: IncomingMessage) => request.url?.startsWith('/health') ?? false },
    },
  }),
});

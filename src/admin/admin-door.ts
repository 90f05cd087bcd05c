import { Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AdministratorsService } from '../auth/administrators.service.js';
import { forbidden, unauthenticated } from '../core/errors/domain-error.js';
import { toDomainError } from '../core/errors/error-body.js';
import type { Principal } from '../core/security/principal.js';
import { HttpRate } from '../core/security/rate-limit.guard.js';
import { sessionCookie } from './session-cookie.js';
import { sendRefusal, wantsPage } from './refusal-page.js';

/** Scripts of this server alone; the styles of these pages, and those that Bull Board sets, are inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Those who are not signed in get there, and out. */
const OPEN = ['/login', '/logout'];

/**
 * Lets administrators through to the pages under /admin: by the cookie of their sign-in, or by an access token. Each
 * request asks the database whether the session is good and its holder still an administrator.
 */
@Injectable()
export class AdminDoor {
  private readonly logger = new Logger(AdminDoor.name);

  constructor(
    private readonly administrators: AdministratorsService,
    private readonly rate: HttpRate,
  ) {}

  readonly handle: RequestHandler = (request, response, next) => {
    this.admit(request, response).then(
      () => next(),
      (thrown: unknown) => this.refuse(thrown, request, response, next),
    );
  };

  private async admit(request: Request, response: Response): Promise<void> {
    response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    // With `no-referrer`, the default elsewhere, a browser would send forms with `Origin: null`.
    response.setHeader('Referrer-Policy', 'same-origin');
    if (!isStatic(request)) response.setHeader('Cache-Control', 'no-store');
    requireOwnOrigin(request);
    if (OPEN.includes(request.path)) return;
    try {
      request.user = await this.holder(request);
    } catch (refusal) {
      // Nobody tries tokens for free.
      await this.rate.count(request);
      throw refusal;
    }
    if (!isStatic(request)) await this.rate.count(request);
  }

  private holder({ headers: { authorization, cookie } }: Request): Promise<Principal> {
    const [, bearer] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    if (bearer !== undefined) return this.administrators.fromAccessToken(bearer);
    const token = sessionCookie(cookie);
    if (token !== undefined) return this.administrators.fromCookie(token);
    return Promise.reject(unauthenticated('An administrator has to sign in at /admin/login'));
  }

  private refuse(thrown: unknown, request: Request, response: Response, next: NextFunction): void {
    const error = toDomainError(thrown);
    if (!wantsPage(request) || request.headers.authorization !== undefined) return next(thrown);
    if (error.code === 'unauthenticated' && request.method === 'GET') {
      response.redirect(303, `/admin/login?next=${encodeURIComponent(request.originalUrl)}`);
      return;
    }
    if (error.code === 'internal') this.logger.error({ err: thrown, requestId: request.id }, 'request failed');
    sendRefusal(response, error);
  }
}

const isStatic = ({ path }: Request) => path.startsWith('/queues/static/');

/**
 * What changes something comes from a page of this server. Other origins that may use the API (`ALLOWED_ORIGINS`) send
 * tokens; here a cookie would speak for whoever lets the browser ask.
 */
function requireOwnOrigin({ method, headers }: Request): void {
  if (method === 'GET' || method === 'HEAD') return;
  const { origin, host, 'sec-fetch-site': site } = headers;
  const own = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (!own || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    throw forbidden('The origin is not allowed');
}

import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AppConfig } from '../config/app-config.js';
import { DomainError } from '../errors/domain-error.js';
import { networkOf } from './network-of.js';
import { type RateLimiter, RateLimiters } from './rate-limiter.js';

const SIGN_IN = Symbol('counts as an attempt to sign in');
/**
 * Counts against `LOGIN_RATE`, per address and per account, besides `HTTP_RATE`. What tries no password is counted apart, so
 * that it keeps nobody from signing in.
 */
export const SignInAttempt = (counted: 'account' | 'forgotten' = 'account') => SetMetadata(SIGN_IN, counted);

const UNCOUNTED = Symbol('not rate-limited');
/** For what monitors and balancers ask. */
export const NotRateLimited = () => SetMetadata(UNCOUNTED, true);

const addressOf = ({ ip = '' }: Request) => `address:${networkOf(ip)}`;

/** Counts REST requests against `HTTP_RATE`: of a user, or of an address where nobody is signed in. */
@Injectable()
export class HttpRate {
  private readonly limiter: RateLimiter;
  /** Requests that were counted at the door; where they were refused there, with what. */
  private readonly counted = new WeakMap<IncomingMessage, DomainError | null>();

  constructor(config: AppConfig, limiters: RateLimiters) {
    this.limiter = limiters.shared('http', config.limits.httpRate);
  }

  async count(request: Request): Promise<void> {
    const refusal = this.counted.get(request);
    if (refusal) throw refusal;
    if (refusal === null) return;
    const { user } = request;
    await this.limiter.consume(user ? `user:${user.userId}` : addressOf(request));
  }

  /** Counts a request before the routes see it. Answers with the refusal where there is one. */
  async countAtDoor(userId: string): Promise<DomainError | null> {
    try {
      await this.limiter.consume(`user:${userId}`);
      return null;
    } catch (refusal) {
      if (refusal instanceof DomainError) return refusal;
      throw refusal;
    }
  }

  /** Where it gets to the routes after all, it counts once and is refused again. */
  countedAtDoor(request: IncomingMessage, refusal: DomainError | null): void {
    this.counted.set(request, refusal);
  }
}

/** Holds REST callers to `HTTP_RATE`, by user where one is signed in and by address elsewhere. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly signIn: RateLimiter;

  constructor(
    private readonly reflector: Reflector,
    private readonly rate: HttpRate,
    config: AppConfig,
    limiters: RateLimiters,
  ) {
    this.signIn = limiters.shared('login', config.limits.loginRate);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http' || this.marked(UNCOUNTED, context) === true) return true;
    const request = context.switchToHttp().getRequest<Request>();
    await this.rate.count(request);
    const counted = this.marked(SIGN_IN, context);
    if (typeof counted !== 'string') return true;
    await this.signIn.consume(addressOf(request));
    const { login, email } = (request.body ?? {}) as { login?: unknown; email?: unknown };
    // Whoever is signed in tries their own account, whatever the body says.
    const account = request.user?.userId ?? login ?? email;
    if (typeof account !== 'string') return true;
    await this.signIn.consume(`${counted}:${account.trim().toLowerCase().slice(0, 254)}`);
    return true;
  }

  private marked(mark: symbol, context: ExecutionContext): unknown {
    return this.reflector.getAllAndOverride<unknown>(mark, [context.getHandler(), context.getClass()]);
  }
}

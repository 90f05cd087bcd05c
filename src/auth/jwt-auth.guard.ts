import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { unauthenticated } from '../core/errors/domain-error.js';
import { HttpRate } from '../core/security/rate-limit.guard.js';
import { IS_PUBLIC, TAKES_STREAM_TOKEN } from '../core/security/security.decorators.js';
import { JwtStrategy } from './jwt.strategy.js';
import { SessionsService } from './sessions.service.js';

/** Lets nobody in without an access token, save where a route says `@Public()`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard() {
  constructor(
    private readonly reflector: Reflector,
    private readonly rate: HttpRate,
    private readonly sessions: SessionsService,
    { name }: JwtStrategy,
  ) {
    super({ defaultStrategy: name });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // A socket is authenticated once, in its handshake.
    if (context.getType() !== 'http') return true;
    if (this.has(IS_PUBLIC, context)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    try {
      const { token } = request.query;
      if (typeof token === 'string' && !request.headers.authorization && this.has(TAKES_STREAM_TOKEN, context)) {
        const { principal, expiresAt } = await this.sessions.authenticateStream(token);
        request.user = principal;
        request.tokenEndsAt = expiresAt;
        return true;
      }
      return (await super.canActivate(context)) === true;
    } catch (refusal) {
      // Nobody tries tokens for free.
      await this.rate.count(request);
      throw refusal;
    }
  }

  override handleRequest<U>(error: unknown, user: U | false, info: unknown): U {
    if (error) throw error;
    if (user) return user;
    const expired = info instanceof Error && info.name === 'TokenExpiredError';
    throw unauthenticated(expired ? 'The access token has expired' : 'A valid access token is required');
  }

  private has(mark: symbol, context: ExecutionContext): boolean {
    return (
      this.reflector.getAllAndOverride<boolean | undefined>(mark, [context.getHandler(), context.getClass()]) ?? false
    );
  }
}

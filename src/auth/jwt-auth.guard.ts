import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { unauthenticated } from '../core/errors/domain-error.js';
import { HttpRate } from '../core/security/rate-limit.guard.js';
import { IS_PUBLIC } from '../core/security/security.decorators.js';

/** Lets nobody in without an access token, save where a route says `@Public()`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly rate: HttpRate,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // A socket is authenticated once, in its handshake.
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride(IS_PUBLIC, [context.getHandler(), context.getClass()])) return true;
    try {
      return (await super.canActivate(context)) === true;
    } catch (refusal) {
      // Nobody tries tokens for free.
      await this.rate.count(context.switchToHttp().getRequest<Request>());
      throw refusal;
    }
  }

  override handleRequest<U>(error: unknown, user: U | false, info: unknown): U {
    if (error) throw error;
    if (user) return user;
    const expired = info instanceof Error && info.name === 'TokenExpiredError';
    throw unauthenticated(expired ? 'The access token has expired' : 'A valid access token is required');
  }
}

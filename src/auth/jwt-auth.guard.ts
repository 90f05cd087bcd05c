import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { unauthenticated } from '../core/errors/domain-error.js';
import { IS_PUBLIC } from '../core/security/security.decorators.js';

/** Lets nobody in without an access token, save where a route says `@Public()`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override canActivate(context: ExecutionContext) {
    // A socket is authenticated once, in its handshake.
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride(IS_PUBLIC, [context.getHandler(), context.getClass()])) return true;
    return super.canActivate(context);
  }

  override handleRequest<U>(error: unknown, user: U | false, info: unknown): U {
    if (error) throw error;
    if (user) return user;
    const expired = info instanceof Error && info.name === 'TokenExpiredError';
    throw unauthenticated(expired ? 'The access token has expired' : 'A valid access token is required');
  }
}

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AdministratorsService } from '../auth/administrators.service.js';
import { unauthenticated } from '../core/errors/domain-error.js';

/**
 * Lets only owners and administrators in, as the database says now. Guards go before what is kept: where an answer is the
 * same for all administrators, nobody else gets it.
 */
@Injectable()
export class AdministratorsGuard implements CanActivate {
  constructor(private readonly administrators: AdministratorsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { user } = context.switchToHttp().getRequest<Request>();
    if (!user) throw unauthenticated('A valid access token is required');
    await this.administrators.require(user);
    return true;
  }
}

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { forbidden } from '../core/errors/domain-error.js';
import { isForGuests } from '../core/security/security.decorators.js';

/** Refuses guests whatever is not marked `@ForGuests()`: a new route is closed to them until somebody opens it. */
@Injectable()
export class GuestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http' || !context.switchToHttp().getRequest<Request>().user?.guest) return true;
    if (isForGuests([context.getHandler(), context.getClass()])) return true;
    throw forbidden('Guests may not do this');
  }
}

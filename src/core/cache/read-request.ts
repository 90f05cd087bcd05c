import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Id } from '../../contract/ids.js';
import type { ReadRequest } from './cache-policy.js';

/** Null where the path has an id that is none: the route says so. */
export function readRequestOf(context: ExecutionContext): ReadRequest | null {
  const { user, params, originalUrl } = context.switchToHttp().getRequest<Request>();
  if (!user) throw new Error('what is kept for its caller must not be public');
  const { id } = params;
  if (id === undefined) return { caller: user, id: '', url: originalUrl };
  const parsed = Id.safeParse(id);
  return parsed.success ? { caller: user, id: parsed.data, url: originalUrl } : null;
}

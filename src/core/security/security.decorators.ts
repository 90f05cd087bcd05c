import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from './principal.js';

export const IS_PUBLIC = Symbol('is public');
/** Opts a route out of the global authentication guard. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

export const TAKES_STREAM_TOKEN = Symbol('takes a stream token');
/** Lets a route's caller be known by `?token=` too, with a stream token: a browser's EventSource sends no headers. */
export const StreamAccess = () => SetMetadata(TAKES_STREAM_TOKEN, true);

export const FOR_GUESTS = Symbol('for guests too');
/** Opens a route to guests: what it answers is their own, or of their own channels. */
export const ForGuests = () => SetMetadata(FOR_GUESTS, true);

/** The authenticated caller. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<Request>();
  if (!user) throw new Error('a route that asks for its caller must not be public');
  return user;
});

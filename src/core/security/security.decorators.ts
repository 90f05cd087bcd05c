import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Principal } from './principal.js';

export const IS_PUBLIC = Symbol('is public');
/** Opts a route out of the global authentication guard. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

export const TAKES_STREAM_TOKEN = Symbol('takes a stream token');
/** Lets a route's caller be known by `?token=` too, with a stream token: a browser's EventSource sends no headers. */
export const StreamAccess = () => SetMetadata(TAKES_STREAM_TOKEN, true);

export const FOR_GUESTS = Symbol('for guests too');
/** Opens routes and requests of sockets to guests: what they answer is their own, or of their own channels. */
export const ForGuests = () => SetMetadata(FOR_GUESTS, true);

const marks = new Reflector();
/** Of a handler and its class: whether either is marked. */
export const isForGuests = (targets: Parameters<Reflector['getAllAndOverride']>[1]): boolean =>
  marks.getAllAndOverride<boolean | undefined>(FOR_GUESTS, targets) ?? false;

/** The authenticated caller. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<Request>();
  if (!user) throw new Error('a route that asks for its caller must not be public');
  return user;
});

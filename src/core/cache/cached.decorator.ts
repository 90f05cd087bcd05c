import { applyDecorators, SetMetadata, type Type, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { CacheInterceptor } from './cache.interceptor.js';
import {
  CACHED,
  INVALIDATES,
  type KeptAnswer,
  type ReadRequest,
  type TimedPolicy,
  type VersionedPolicy,
} from './cache-policy.js';
import { InvalidateInterceptor } from './invalidate.interceptor.js';

/** Answers a GET with what was answered before, for as long as a version vouches for it; ETag and 304 included. */
export const CachedBy = <S>(
  source: Type<S>,
  policy: KeptAnswer & { version: (source: S, read: ReadRequest) => Promise<string | null> },
) =>
  applyDecorators(
    SetMetadata(CACHED, { ...policy, source } satisfies VersionedPolicy),
    UseInterceptors(CacheInterceptor),
    Conditional(),
  );

/** Answers a GET with what was answered not long ago. */
export const Cached = (policy: TimedPolicy) =>
  applyDecorators(SetMetadata(CACHED, policy), UseInterceptors(CacheInterceptor));

/** After the call has succeeded, and before it is answered, everything under these tags is invalid. */
export const Invalidates = (tags: (read: ReadRequest) => string[]) =>
  applyDecorators(SetMetadata(INVALIDATES, tags), UseInterceptors(InvalidateInterceptor));

/** The documents of a call that answers 304. */
export const Conditional = () =>
  applyDecorators(
    ApiHeader({ name: 'If-None-Match', required: false, description: 'The ETag of an answer that the caller has' }),
    ApiResponse({ status: 304, description: 'What the caller has is still right' }),
  );

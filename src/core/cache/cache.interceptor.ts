import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { CACHED, type CachePolicy, type ReadRequest, type VersionedPolicy } from './cache-policy.js';
import { CacheService } from './cache.service.js';
import { matchesTag, setValidators, weakTag } from './etag.js';
import { readRequestOf } from './read-request.js';

/** Carries out `@Cached` and `@CachedBy`. Guards have been before it; pipes come after, where the route is asked. */
@Injectable()
export class CacheInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly cache: CacheService,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const policy = this.reflector.get<CachePolicy>(CACHED, context.getHandler());
    const read = readRequestOf(context);
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const version = read && 'version' in policy ? await this.versionOf(policy, read) : '';
    if (!read || version === null) {
      this.cache.count(policy.cache, 'bypass');
      return next.handle();
    }
    const tag = 'version' in policy ? weakTag(version) : null;
    if (tag !== null && matchesTag(request.headers['if-none-match'], tag)) {
      this.cache.count(policy.cache, 'not_modified');
      setValidators(response, tag);
      response.status(304);
      return of(undefined);
    }
    const load = async (): Promise<string> => JSON.stringify(await lastValueFrom(next.handle()));
    const text = await this.answer(policy, read, version, load);
    setValidators(response, tag);
    response.type('application/json');
    return of(text);
  }

  private answer(
    policy: CachePolicy,
    read: ReadRequest,
    version: string,
    load: () => Promise<string>,
  ): Promise<string> {
    const key = policy.key?.(read) ?? `${read.caller.userId}:${read.url}`;
    if ('version' in policy) return this.cache.current(policy.cache, key, version, load);
    return this.cache.timed(policy.cache, key, { ...policy, tags: policy.tags?.(read) ?? [] }, load);
  }

  private versionOf(policy: VersionedPolicy, read: ReadRequest): Promise<string | null> {
    return policy.version(this.modules.get<never>(policy.source, { strict: false }), read);
  }
}

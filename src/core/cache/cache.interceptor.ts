import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { lastValueFrom, map, type Observable, of } from 'rxjs';
import { AsOf } from './as-of.js';
import { CACHED, type CachePolicy, type ReadRequest, type VersionedPolicy } from './cache-policy.js';
import { CacheService, type Versioned } from './cache.service.js';
import { matchesTag, setValidators, tagUnder } from './etag.js';
import { readRequestOf } from './read-request.js';
import { VersionSources } from './version-sources.js';

/** Carries out `@Cached` and `@CachedBy`. Guards have been before it; pipes come after, where the route is asked. */
@Injectable()
export class CacheInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly sources: VersionSources,
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
      return next.handle().pipe(map((answer: unknown) => asOf('', answer).value));
    }
    const key = policy.key?.(read) ?? `${read.caller.userId}:${read.url}`;
    if (!('version' in policy)) {
      const lifetime = { ...policy, tags: policy.tags?.(read) ?? [] };
      const load = async () => JSON.stringify(await lastValueFrom(next.handle()));
      return json(response, null, await this.cache.timed(policy.cache, key, lifetime, load));
    }
    const tag = tagUnder(key, version);
    if (matchesTag(request.headers['if-none-match'], tag)) {
      this.cache.count(policy.cache, 'not_modified');
      setValidators(response, tag);
      response.status(304);
      return of(undefined);
    }
    const answer = await this.cache.exactly(policy.cache, key, version, async (): Promise<Versioned> => {
      const made = asOf(version, await lastValueFrom(next.handle()));
      return { version: made.version, text: JSON.stringify(made.value) };
    });
    return json(response, tagUnder(key, answer.version), answer.text);
  }

  private versionOf(policy: VersionedPolicy, read: ReadRequest): Promise<string | null> {
    return policy.version(this.sources.get<never>(policy.source), read);
  }
}

/** What a route answers, and the version at which it was read: its own, where it says one. */
const asOf = (version: string, answer: unknown): AsOf<unknown> =>
  answer instanceof AsOf ? answer : new AsOf(version, answer);

function json(response: Response, tag: string | null, text: string): Observable<string> {
  setValidators(response, tag);
  response.type('application/json');
  return of(text);
}

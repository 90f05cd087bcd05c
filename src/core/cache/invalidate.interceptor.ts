import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { concatMap, type Observable } from 'rxjs';
import { INVALIDATES, type ReadRequest } from './cache-policy.js';
import { CacheService } from './cache.service.js';
import { readRequestOf } from './read-request.js';

/** Carries out `@Invalidates`. */
@Injectable()
export class InvalidateInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly cache: CacheService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const tagsOf = this.reflector.get<(read: ReadRequest) => string[]>(INVALIDATES, context.getHandler());
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        const read = readRequestOf(context);
        if (read) await this.cache.invalidate(tagsOf(read));
        return answer;
      }),
    );
  }
}

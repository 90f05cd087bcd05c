import { Injectable, type Type } from '@nestjs/common';

/** The services that say where the versions of kept answers stand. Each joins when it is made; `@CachedBy` names its class. */
@Injectable()
export class VersionSources {
  private readonly sources = new Map<unknown, object>();

  join(source: object): void {
    this.sources.set(source.constructor, source);
  }

  get<S>(type: Type): S {
    const source = this.sources.get(type);
    if (!source) throw new Error(`${type.name} has not joined the sources of versions`);
    return source as S;
  }
}

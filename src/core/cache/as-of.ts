/**
 * What a route with `@CachedBy` answers where its version can be again what it was: `value` together with the version at
 * which it was read, by one snapshot. The version that was asked for before may belong to another state by then.
 */
export class AsOf<T> {
  constructor(
    readonly version: string,
    readonly value: T,
  ) {}
}

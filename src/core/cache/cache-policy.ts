import type { Type } from '@nestjs/common';
import type { Principal } from '../security/principal.js';
import type { Lifetime } from './cache.service.js';

/** A request for something that may be kept. */
export interface ReadRequest {
  caller: Principal;
  /** The `:id` of the path; empty where it has none. */
  id: string;
  /** With the query, as it was asked for. */
  url: string;
}

export interface KeptAnswer {
  /** Stands in the metrics, and begins the keys. */
  cache: string;
  /** Equal keys have equal answers. By default one for each user and URL; where nothing depends on the user, say so. */
  key?: (read: ReadRequest) => string;
}

/** Kept as long as the version does not move. */
export interface VersionedPolicy extends KeptAnswer {
  /**
   * Where the version stands now, by PostgreSQL; `source` is the service that the decorator names. Throws what the route
   * would throw where the caller may not have the answer. Null: there is none to have, and the route is asked.
   */
  version: (source: never, read: ReadRequest) => Promise<string | null>;
  source: Type;
}

/** Kept for a time. For what is nobody's own doing: figures, statistics. */
export interface TimedPolicy extends KeptAnswer, Omit<Lifetime, 'tags'> {
  tags?: (read: ReadRequest) => string[];
}

export type CachePolicy = VersionedPolicy | TimedPolicy;

export const CACHED = Symbol('cached');
export const INVALIDATES = Symbol('invalidates');

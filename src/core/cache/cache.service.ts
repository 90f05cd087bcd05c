import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Bus } from '../broadcast/bus.service.js';
import { DomainError } from '../errors/domain-error.js';
import { Metrics } from '../observability/metrics.js';
import { CacheStore } from './cache-store.js';
import { cacheInvalidated } from './cache.topic.js';
import { SingleFlight } from './single-flight.js';

/** How long something that nothing invalidates is kept, and for how long after that it serves while it is fetched anew. */
export interface Lifetime {
  ttlSeconds: number;
  /** Whoever comes in this time after `ttlSeconds` is answered at once with what there is, and has it refreshed. */
  staleSeconds?: number;
  /** For how long it is known that there is nothing. */
  missingSeconds?: number;
  tags?: string[];
}

export type Outcome = 'hit' | 'miss' | 'stale' | 'missing' | 'bypass' | 'not_modified';

/** A text under the version of what it was made of. */
const Versioned = z.object({ version: z.string(), text: z.string() });
export type Versioned = z.infer<typeof Versioned>;
/** `text` is null where there is nothing; `freshUntil` in milliseconds since 1970. */
const Kept = z.object({ text: z.string().nullable(), message: z.string(), freshUntil: z.number() });
type Kept = z.infer<typeof Kept>;

const DEFAULT_MISSING_SECONDS = 5;
/** What a version vouches for has no need to end; it goes when there is no room. */
const CURRENT_MS = 3_600_000;
/** What was kept together does not end together. */
const JITTER = 0.1;

interface Load {
  at: string;
  tags: readonly string[];
  /** Whether something that it reads may have changed since it began. */
  spoiled: boolean;
}

/**
 * Answers that were worked out before, as JSON text.
 *
 * `current` and `exactly` are exact: their caller brings the version, read from PostgreSQL in this very request, and what was kept under
 * another one does not count. Nothing has to be invalidated, and Redis can lose, delay or repeat what it likes.
 * `timed` is for what may be as old as it says; `invalidate` ends it earlier, on all instances that hear of it.
 */
@Injectable()
export class CacheService implements OnModuleInit {
  private readonly requests;
  private readonly flights = new SingleFlight<string>();
  private readonly exact = new SingleFlight<Versioned>();
  private readonly loads = new Set<Load>();

  constructor(
    private readonly store: CacheStore,
    private readonly bus: Bus,
    metrics: Metrics,
  ) {
    this.requests = metrics.counts({
      name: 'tertulia_cache_requests_total',
      help: 'Questions to the caches, and how they were answered',
      labels: ['cache', 'outcome'],
    });
  }

  onModuleInit(): void {
    this.bus.on(cacheInvalidated, ({ tags }) => void this.forget(tags));
    // What was lost may have been an invalidation.
    this.bus.onLoss(() => void this.forget(null));
    this.bus.onRestored(() => void this.forget(null));
  }

  /**
   * What `load` gives, or gave for this version or a newer state. `load` must read after the version was read, and the
   * version only ever grow.
   */
  async current(cache: string, key: string, version: string, load: () => Promise<string>): Promise<string> {
    const { text } = await this.exactly(cache, key, version, async () => ({ version, text: await load() }));
    return text;
  }

  /** The same for a version that can be again what it was: `load` says at which one its text was read. */
  async exactly(cache: string, key: string, version: string, load: () => Promise<Versioned>): Promise<Versioned> {
    const kept = await this.findCurrent(`${cache}:${key}`, version);
    this.count(cache, kept ? 'hit' : 'miss');
    if (kept) return kept;
    const { found, own } = await this.shared(cache, key, version, load);
    if (own || found.version === version) return found;
    // That load began before this one was asked for, and what it saw may have been over by then. The next one begins later.
    return (await this.shared(cache, key, version, load)).found;
  }

  /** Write-through: `text` is the value as of `version`, or later where the version only ever grows. */
  put(cache: string, key: string, version: string, text: string): void {
    this.store.set(`${cache}:${key}`, { version, text }, { ttlMs: jittered(CURRENT_MS) });
  }

  /** What `load` gives or gave not long ago. A `not_found` that it throws is remembered too. */
  async timed(cache: string, key: string, lifetime: Lifetime, load: () => Promise<string>): Promise<string> {
    const at = `${cache}:${key}`;
    const kept = await this.findKept(at);
    const isFresh = kept !== null && Date.now() < kept.freshUntil;
    if (!kept) this.count(cache, 'miss');
    else this.count(cache, isFresh ? (kept.text === null ? 'missing' : 'hit') : 'stale');
    if (isFresh) return textOf(kept);
    const refreshed = this.flights.do(at, async () => {
      // Another one may have ended while this one looked.
      const there = await this.findKept(at);
      return there && Date.now() < there.freshUntil ? textOf(there) : this.refresh(at, lifetime, load);
    });
    if (!kept) return refreshed;
    // Who is answered with the old one does not wait for the new one, nor for why there is none.
    refreshed.catch(() => undefined);
    return textOf(kept);
  }

  /** Everything under these tags is fetched anew: here from now on, elsewhere as soon as they hear of it. */
  async invalidate(tags: string[]): Promise<void> {
    await this.forget(tags);
    await this.bus.publish(cacheInvalidated, { tags });
  }

  count(cache: string, outcome: Outcome): void {
    this.requests.of({ cache, outcome }).add();
  }

  private async findCurrent(at: string, version: string): Promise<Versioned | null> {
    const { data } = Versioned.safeParse(await this.store.get(at));
    return data?.version === version ? data : null;
  }

  /** Fetched once for all who ask at one time; `own` where it was this one's doing. */
  private async shared(
    cache: string,
    key: string,
    version: string,
    load: () => Promise<Versioned>,
  ): Promise<{ found: Versioned; own: boolean }> {
    const at = `${cache}:${key}`;
    let own = false;
    const found = await this.exact.do(`${at}:${version}`, async () => {
      own = true;
      // Another one may have ended while this one looked.
      const there = await this.findCurrent(at, version);
      if (there) return there;
      const loaded = await load();
      this.put(cache, key, loaded.version, loaded.text);
      return loaded;
    });
    return { found, own };
  }

  private async findKept(at: string): Promise<Kept | null> {
    return Kept.safeParse(await this.store.get(at)).data ?? null;
  }

  private async refresh(at: string, lifetime: Lifetime, load: () => Promise<string>): Promise<string> {
    const { ttlSeconds, staleSeconds = 0, missingSeconds = DEFAULT_MISSING_SECONDS, tags = [] } = lifetime;
    const running: Load = { at, tags, spoiled: false };
    this.loads.add(running);
    const keep = (text: string | null, message: string, ttlMs: number, staleMs: number) => {
      const kept: Kept = { text, message, freshUntil: Date.now() + ttlMs };
      if (!running.spoiled) this.store.set(at, kept, { ttlMs: ttlMs + staleMs, tags: [at, ...tags] });
    };
    try {
      const text = await load();
      keep(text, '', jittered(ttlSeconds * 1000), staleSeconds * 1000);
      return text;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not_found') {
        keep(null, error.message, jittered(missingSeconds * 1000), 0);
      }
      throw error;
    } finally {
      this.loads.delete(running);
    }
  }

  /** Null: all of it. What is being loaded now may have been read before the change, and is not kept. */
  private async forget(tags: string[] | null): Promise<void> {
    for (const load of this.loads) {
      if (tags && !load.tags.some((tag) => tags.includes(tag))) continue;
      load.spoiled = true;
      this.flights.leave(load.at);
    }
    await (tags ? this.store.delete(tags) : this.store.deleteTagged());
  }
}

/** Throws `not_found` where it is known that there is nothing. */
function textOf({ text, message }: Kept): string {
  if (text === null) throw new DomainError('not_found', message);
  return text;
}

const jittered = (ms: number) => Math.round(ms * (1 - JITTER * Math.random()));

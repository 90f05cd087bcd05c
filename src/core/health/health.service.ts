import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthReport, PartReport } from '../../contract/health.js';
import { PartWatch } from './part-watch.js';
import { PartAway, type PartName, Parts, PARTS } from './parts.js';

/** What goes on without a part, and what does not: docs/architecture.md, "When something is away". */
const WITHOUT: Partial<Record<PartName, { works: string; waits: string }>> = {
  postgresql: { works: 'connections stay', waits: 'sending, reading, signing in, connecting' },
  migrations: { works: 'what the schema allows', waits: 'what this build has added: run migrate' },
  'redis-queue': {
    works: 'sending, history, delivery: here at once, on other instances within 5 s',
    waits: 'jobs, notifications, mails, typing between instances; sockets are counted per instance',
  },
  'redis-cache': { works: 'everything; rates are counted per instance', waits: 'nothing' },
  queue: { works: 'sending, history, delivery', waits: 'jobs, notifications, mails' },
  bus: { works: 'sending, history, delivery: here at once, on other instances within 5 s', waits: 'typing' },
};

/** How the parts are that the server stands on, each asked at the same time as the others and within its own time. */
@Injectable()
export class HealthService {
  private readonly indicators: ReadonlyMap<PartName, HealthIndicatorFunction>;

  constructor(
    private readonly terminus: HealthCheckService,
    indicators: HealthIndicatorService,
    parts: Parts,
  ) {
    this.indicators = new Map(
      PARTS.map((name) => {
        const watch = new PartWatch(parts.all[name]);
        const indicate = async () => {
          const indicator = indicators.check(name);
          try {
            await watch.ask();
            return indicator.up();
          } catch (error) {
            return indicator.down({ reason: reasonOf(error), ...WITHOUT[name] });
          }
        };
        return [name, indicate];
      }),
    );
  }

  /** `needed` are the parts without which the process cannot do its work; without the others it is degraded. */
  report(needed: ReadonlySet<PartName>): Promise<HealthReport> {
    return this.reportOn(PARTS, needed);
  }

  /** Whether the process can do its work: what it does without is not asked. */
  readiness(needed: ReadonlySet<PartName>): Promise<HealthReport> {
    const parts = PARTS.filter((name) => needed.has(name));
    return this.reportOn(parts, needed);
  }

  private async reportOn(parts: readonly PartName[], needed: ReadonlySet<PartName>): Promise<HealthReport> {
    const details = await this.details(parts);
    const away = parts.filter((name) => details[name]?.status !== 'up');
    const dead = away.some((name) => needed.has(name));
    return { status: dead ? 'error' : 'ok', degraded: away.length > 0, details };
  }

  /** Terminus throws what failed. */
  private async details(parts: readonly PartName[]): Promise<Record<string, PartReport>> {
    const indicators = parts.flatMap((name) => this.indicators.get(name) ?? []);
    try {
      return (await this.terminus.check(indicators)).details as Record<string, PartReport>;
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return (error.getResponse() as { details: Record<string, PartReport> }).details;
    }
  }
}

/** The log has the error itself; it may name hosts, which are nobody's business outside. */
function reasonOf(error: unknown): string {
  if (error instanceof PartAway) return error.message;
  return error instanceof Error && error.message.startsWith('no answer within') ? error.message : 'cannot be reached';
}

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ClusterFigures } from '../dashboard/cluster-figures.service.js';

const LOOK_MS = 500;
/** Whoever comes back within it, by a reload or to another instance, was never away. */
const GRACE_MS = 3000;
/** After a broken link to Redis the instances have found one another within it. */
const REUNION_MS = 10_000;

/**
 * Who is connected, to whatever instance, as far as others should be told: what instances report of themselves, without
 * the short absences. While instances cannot hear one another nobody is taken for gone.
 */
@Injectable()
export class PresentPeople implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Since when they are connected nowhere, the longest first. */
  private readonly leaving = new Map<string, number>();
  private readonly listeners: ((userId: string) => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private apartAt = -Infinity;

  constructor(private readonly cluster: ClusterFigures) {
    cluster.people.onChange({
      came: (userId, isNews) => this.came(userId, isNews),
      left: (userId) => this.leaving.set(userId, performance.now()),
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  has(userId: string): boolean {
    return this.cluster.people.has(userId) || this.leaving.has(userId);
  }

  /** Hears of whoever comes and goes. */
  onChange(listener: (userId: string) => void): void {
    this.listeners.push(listener);
  }

  private came(userId: string, isNews: boolean): void {
    const wasThere = this.leaving.delete(userId);
    if (isNews && !wasThere) this.tell(userId);
  }

  private look(): void {
    const now = performance.now();
    if (this.cluster.degraded) this.apartAt = now;
    if (now - this.apartAt < REUNION_MS) return;
    for (const [userId, since] of this.leaving) {
      if (now - since < GRACE_MS) return;
      this.leaving.delete(userId);
      this.tell(userId);
    }
  }

  private tell(userId: string): void {
    for (const listener of this.listeners) listener(userId);
  }
}

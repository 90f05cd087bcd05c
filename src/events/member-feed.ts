import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { MemberDashboard } from '../contract/dashboard.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { accessChanged } from '../core/security/access.topic.js';
import { type Circle, MemberCircles } from '../dashboard/member-circles.service.js';
import { MemberView } from '../dashboard/member-view.service.js';
import type { EventStream } from './event-stream.js';
import { SharedStream } from './shared-stream.js';

const EVERY_MS = 1000;
/** So old may be what the database says of memberships and read markers; what a member may see is newer. */
const CIRCLE_MS = 5000;

/** A member who watches, on however many streams. */
interface Watcher {
  shared: SharedStream;
  /** Null until it is read, and from when the memberships may have changed. */
  circle: Circle | null;
  /** Grows when they may have: what was read before is void. */
  version: number;
}

/**
 * Sends members what happens in their channels, once a second. What the database has to say is asked for all who watch
 * here together, every five seconds and when somebody's memberships change.
 */
@Injectable()
export class MemberFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MemberFeed.name);
  private readonly watchers = new Map<string, Watcher>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private loadedAt = -Infinity;
  private number = 0;

  constructor(
    private readonly circles: MemberCircles,
    private readonly view: MemberView,
    private readonly bus: Bus,
  ) {
    bus.on(accessChanged, ({ userIds }) => {
      for (const userId of userIds) {
        const watcher = this.watchers.get(userId);
        if (watcher) Object.assign(watcher, { circle: null, version: watcher.version + 1 });
      }
    });
  }

  onApplicationBootstrap(): void {
    const next = () => {
      if (this.stopped) return;
      this.timer = setTimeout(() => void this.tick().then(next), EVERY_MS);
    };
    next();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Begins with what is now. Where that cannot be read, the stream ends, and its client comes back. */
  async add(stream: EventStream, lastEventId: string | undefined): Promise<void> {
    try {
      this.watch(stream, await this.view.now(stream.principal.userId), lastEventId);
    } catch (error) {
      this.logger.warn({ err: error }, 'the dashboard of a member was not read');
      await stream.end('error');
    }
  }

  private watch(stream: EventStream, data: MemberDashboard, lastEventId: string | undefined): void {
    const { userId } = stream.principal;
    const watcher = this.watchers.get(userId) ?? { shared: new SharedStream(), circle: null, version: 0 };
    this.watchers.set(userId, watcher);
    this.send(watcher.shared, data);
    watcher.shared.add(stream, lastEventId);
    const forget = () => {
      if (watcher.shared.size === 0 && this.watchers.get(userId) === watcher) this.watchers.delete(userId);
    };
    stream.onClose(forget);
    forget();
  }

  private async tick(): Promise<void> {
    if (this.watchers.size === 0) return;
    try {
      if (this.isStale()) await this.load();
      for (const { circle, shared } of this.watchers.values()) if (circle) this.send(shared, this.view.of(circle));
    } catch (error) {
      this.logger.warn({ err: error }, 'the dashboards of members were not sent');
    }
  }

  private isStale(): boolean {
    if (performance.now() - this.loadedAt > CIRCLE_MS) return true;
    return [...this.watchers.values()].some(({ circle }) => circle === null);
  }

  private async load(): Promise<void> {
    const watching = [...this.watchers].map(([userId, watcher]) => ({ userId, watcher, version: watcher.version }));
    const circles = await this.circles.load(watching.map(({ userId }) => userId));
    for (const { userId, watcher, version } of watching) {
      if (watcher.version === version) watcher.circle = circles.get(userId) ?? null;
    }
    this.loadedAt = performance.now();
  }

  private send(shared: SharedStream, data: MemberDashboard): void {
    shared.publish({ id: `${this.bus.instanceId}.${++this.number}`, event: 'dashboard', data });
  }
}

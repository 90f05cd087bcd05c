import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { allReadMoved, readMoved } from '../channels/channel.topics.js';
import type { NotificationEvent } from '../contract/notifications.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { InboxService } from './inbox.service.js';
import type { InboxCursor } from './notifications.repository.js';
import { inboxChanged } from './notification.topics.js';

/** How soon a change is told that the bus did not tell of. */
const COMPARE_MS = 2500;
/** Whoever begins to follow has seldom missed anything: those who come together are looked up together. */
const FIRST_LOOK_MS = 50;
const RETRY_MS = 1000;

/** Of one that is full nobody knows when it takes what is sent: it is sent no more until it has drained. */
export interface Room {
  readonly isFull: boolean;
  drained(): Promise<void>;
}

/** Somebody's device: what it has been sent is everything up to `rev`. */
interface Follower {
  rev: number;
  send: (event: NotificationEvent, rev: number) => void;
  /** None where what is sent may wait as it likes. */
  room: Room | undefined;
  draining: boolean;
}

/**
 * Sends each change of an inbox to whoever follows it on this instance, in `rev` order and once. A publication says that
 * there is something; what it is, the database says, so one that is lost costs no more than a few seconds.
 */
@Injectable()
export class InboxFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(InboxFeed.name);
  private readonly followers = new Map<string, Set<Follower>>();
  /** Whose inboxes are to be read, and up to which rev they are known to go. */
  private readonly behind = new Map<string, number>();
  private reading = false;
  private timer: NodeJS.Timeout | undefined;
  private firstLook: NodeJS.Timeout | undefined;

  constructor(
    private readonly inbox: InboxService,
    bus: Bus,
  ) {
    bus.on(inboxChanged, (heads) => this.read(heads));
    // The instance on which somebody read on takes it to their inbox.
    bus.on(readMoved, ({ userId, ...read }, _body, own) => {
      if (own) void this.logged(this.inbox.channelsRead(userId, [read]));
    });
    bus.on(allReadMoved, ({ userId, reads }, _body, own) => {
      if (own) void this.logged(this.inbox.channelsRead(userId, reads));
    });
  }

  onApplicationBootstrap(): void {
    const next = () => {
      this.timer = setTimeout(() => void this.logged(this.compare()).then(next), COMPARE_MS);
    };
    next();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    clearTimeout(this.firstLook);
  }

  /** From the change after `rev` on, beginning with what is there already. Answers how to stop. */
  follow(userId: string, rev: number, send: Follower['send'], room?: Room): () => void {
    const follower = { rev, send, room, draining: false };
    const mine = this.followers.get(userId) ?? new Set();
    this.followers.set(userId, mine.add(follower));
    this.note({ userId, rev });
    this.firstLook ??= setTimeout(() => {
      this.firstLook = undefined;
      this.read([]);
    }, FIRST_LOOK_MS);
    return () => {
      if (mine.delete(follower) && mine.size === 0) this.followers.delete(userId);
    };
  }

  /** Looks what is new in these inboxes, up to these revs at least, for those who are followed here. */
  read(heads: InboxCursor[]): void {
    for (const head of heads) this.note(head);
    if (this.reading || this.behind.size === 0) return;
    this.reading = true;
    // All that one turn of the event loop brings is one query.
    setImmediate(() => void this.readAll());
  }

  private note({ userId, rev }: InboxCursor): void {
    if (this.followers.has(userId)) this.behind.set(userId, Math.max(rev, this.behind.get(userId) ?? 0));
  }

  private async readAll(): Promise<void> {
    while (this.behind.size > 0) {
      const heads = [...this.behind].map(([userId, rev]) => ({ userId, rev }));
      this.behind.clear();
      try {
        await this.readNow(heads);
      } catch (error) {
        this.logger.warn({ err: error }, 'inboxes could not be read yet');
        for (const head of heads) this.note(head);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.reading = false;
  }

  private async readNow(heads: InboxCursor[]): Promise<void> {
    // Whoever follows from here on, from wherever, is for the next look: this one begins where these stand.
    const following = new Map(heads.map(({ userId }) => [userId, this.ready(userId)]));
    const cursors = [...following].flatMap(([userId, mine]) =>
      mine.length > 0 ? [{ userId, rev: Math.min(...mine.map(({ rev }) => rev)) }] : [],
    );
    if (cursors.length === 0) return;
    const { changes, more } = await this.inbox.changes(cursors);
    for (const { userId, rev, event } of changes) tell(following.get(userId), rev, event);
    for (const head of heads) {
      if (more.has(head.userId)) this.note(head);
      // Lines that are gone leave their revs behind: nothing is to come of those.
      else tell(following.get(head.userId), head.rev, null);
    }
  }

  /** Those of the user's followers who can take more; the others are looked after once they have drained. */
  private ready(userId: string): Follower[] {
    return [...(this.followers.get(userId) ?? [])].filter((follower) => {
      const { room, draining } = follower;
      if (room?.isFull && !draining) void this.readAfter(room, userId, follower);
      return !follower.draining;
    });
  }

  private async readAfter(room: Room, userId: string, follower: Follower): Promise<void> {
    follower.draining = true;
    await room.drained();
    follower.draining = false;
    this.read([{ userId, rev: follower.rev }]);
  }

  private async compare(): Promise<void> {
    const ids = [...this.followers.keys()];
    if (ids.length === 0) return;
    const heads = await this.inbox.heads(ids);
    this.read(
      heads.filter(({ userId, rev }) => [...(this.followers.get(userId) ?? [])].some((follower) => follower.rev < rev)),
    );
  }

  private async logged(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.warn({ err: error }, 'inboxes were not compared');
    }
  }
}

function tell(followers: Follower[] = [], rev: number, event: NotificationEvent | null): void {
  for (const follower of followers) {
    if (rev <= follower.rev) continue;
    follower.rev = rev;
    if (event) follower.send(event, rev);
  }
}

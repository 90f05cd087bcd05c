import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isAfter, type LogPosition } from '../core/audit/server-log.js';
import { ServerLogService } from '../dashboard/server-log.service.js';
import { AdministratorStreams } from './administrator-streams.js';
import { encodeEvent } from './event-encoding.js';
import type { EventStream } from './event-stream.js';

const EVERY_MS = 1000;
/** Lines that one statement reads. */
const BATCH = 200;

interface Follower {
  stream: EventStream;
  /** Of the line that was written last. */
  position: LogPosition;
}

/**
 * Sends the server's log to administrators as it is committed: each line once and in order, from wherever they left.
 * One query a second serves all who follow it here, and none is made while nobody does.
 */
@Injectable()
export class LogFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LogFeed.name);
  private readonly followers = new Set<Follower>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly log: ServerLogService,
    private readonly streams: AdministratorStreams,
  ) {}

  onApplicationBootstrap(): void {
    const next = () => {
      if (this.stopped) return;
      this.timer = setTimeout(() => void this.read().then(next), EVERY_MS);
    };
    next();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** From the line after `position` on. */
  add(stream: EventStream, position: LogPosition): void {
    const follower = { stream, position };
    this.followers.add(follower);
    stream.onClose(() => this.followers.delete(follower));
    this.streams.add(stream);
  }

  private async read(): Promise<void> {
    try {
      while ((await this.readBatch()) === BATCH);
    } catch (error) {
      this.logger.warn({ err: error }, 'the log of the server was not read');
    }
  }

  /** After the one who is furthest behind; whoever is ahead is not written what they have. */
  private async readBatch(): Promise<number> {
    const followers = [...this.followers];
    const [first] = followers;
    if (!first) return 0;
    const last = followers.reduce(
      (least, { position }) => (isAfter(least, position) ? position : least),
      first.position,
    );
    const lines = await this.log.after(last, BATCH);
    for (const { entry, position } of lines) {
      const chunk = encodeEvent({ id: idOf(position), event: 'log', data: entry });
      for (const follower of followers) {
        if (!isAfter(position, follower.position)) continue;
        follower.position = position;
        follower.stream.write(chunk);
      }
    }
    return lines.length;
  }
}

const idOf = ({ tx, id }: LogPosition): string => `${tx}.${id}`;

/** Null for whatever is no id of this stream. */
export function positionOf(lastEventId: string | undefined): LogPosition | null {
  const [, tx, id] = /^(\d{1,18})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(lastEventId ?? '') ?? [];
  return tx !== undefined && id !== undefined ? { tx: BigInt(tx), id } : null;
}

import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { MembersService } from '../channels/members.service.js';
import { PeopleService, type Shown } from '../people/people.service.js';
import { ChannelRooms } from './channel-rooms.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import { LocalUsers } from './local-users.js';
import type { ClientSocket } from './socket.js';

/** What happens within it is told together; of somebody who changes twice, the second. */
const GATHER_MS = 250;
const RETRY_MS = 1000;
const PEOPLE_AT_A_TIME = 500;
/** Written in one turn; the others wait for the next one. */
const FRAMES_AT_A_TIME = 5000;
/** With more sockets than this here, a channel's members are told where they have it on their screen. */
const LARGE = 100;

/** Why somebody is told of: they came or went, or chose to be something else. */
type Cause = 'connection' | 'choice';

/**
 * Tells who is there to the sockets here that share a channel with them. Who changed is gathered, and what they are now is
 * looked up when it is sent: two statements for all of them, and no more frames at a time than the instance has room for.
 */
@Injectable()
export class PresenceRelay implements OnApplicationShutdown {
  private readonly logger = new Logger(PresenceRelay.name);
  private readonly waiting = new Map<string, Cause>();
  private timer: NodeJS.Timeout | undefined;
  private isTelling = false;

  constructor(
    private readonly people: PeopleService,
    private readonly members: MembersService,
    private readonly local: LocalUsers,
    private readonly rooms: ChannelRooms,
    private readonly frames: FrameWriter,
  ) {
    people.onChange((userId) => this.add(userId, 'connection'));
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.waiting.clear();
  }

  /** They chose to be something else, or say something else of themselves. */
  chose(userIds: readonly string[]): void {
    for (const id of userIds) this.add(id, 'choice');
  }

  private add(userId: string, cause: Cause): void {
    if (this.local.size === 0) return;
    if (cause === 'choice' || !this.waiting.has(userId)) this.waiting.set(userId, cause);
    this.later(GATHER_MS);
  }

  private later(ms: number): void {
    if (this.isTelling || this.timer !== undefined || this.waiting.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.tell();
    }, ms);
  }

  private async tell(): Promise<void> {
    const batch = [...this.waiting].slice(0, PEOPLE_AT_A_TIME);
    for (const [userId] of batch) this.waiting.delete(userId);
    this.isTelling = true;
    let wait = GATHER_MS;
    try {
      await this.tellOf(batch);
    } catch (error) {
      this.logger.warn({ err: error }, 'it was not told who is there');
      this.postpone(batch);
      wait = RETRY_MS;
    }
    this.isTelling = false;
    this.later(wait);
  }

  private async tellOf(batch: [string, Cause][]): Promise<void> {
    const ids = batch.map(([userId]) => userId);
    const [shown, channels] = await Promise.all([this.people.shown(ids), this.members.channelsOf(ids)]);
    let frames = 0;
    for (const [i, [userId, cause]] of batch.entries()) {
      if (frames > FRAMES_AT_A_TIME) return this.postpone(batch.slice(i));
      const presence = shown.get(userId);
      if (presence) frames += this.write(presence, cause, channels.get(userId) ?? []);
    }
  }

  private postpone(batch: [string, Cause][]): void {
    for (const [userId, cause] of batch) {
      if (cause === 'choice' || !this.waiting.has(userId)) this.waiting.set(userId, cause);
    }
  }

  /** Answers to how many sockets. Of invisible people it is not told that they come and go. */
  private write({ toOthers, toThemselves }: Shown, cause: Cause, channelIds: string[]): number {
    const { userId, status } = toThemselves;
    if (cause === 'choice') this.local.emit(userId, 'presence', toThemselves);
    else if (status === 'invisible') return 0;
    const audience = new Set<ClientSocket>();
    for (const id of channelIds) {
      for (const socket of this.rooms.attentive(id, LARGE)) {
        if (socket.data.principal.userId !== userId) audience.add(socket);
      }
    }
    if (audience.size === 0) return 0;
    const frame = eventFrame('presence', toOthers);
    for (const socket of audience) this.frames.offer(socket, frame);
    return audience.size;
  }
}

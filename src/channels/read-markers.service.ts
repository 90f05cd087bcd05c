import { Injectable } from '@nestjs/common';
import type { AllRead, ReadState } from '../contract/channels.js';
import { notFound } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { allReadMoved, type ReadMoved, readMoved, readMovedBack } from './channel.topics.js';
import { ChannelsService } from './channels.service.js';
import { type MovedMarker, ReadMarkersRepository } from './read-markers.repository.js';

/** Markers in one publication: some 50 kB of them. */
const READS_AT_A_TIME = 500;

/** How far somebody has read in each of their channels. */
@Injectable()
export class ReadMarkers {
  constructor(
    private readonly channels: ChannelsService,
    private readonly markers: ReadMarkersRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Moves the caller's read marker forward; it never moves back, nor past the newest message. */
  async read(principal: Principal, channelId: string, seq: number): Promise<ReadState> {
    const { channel } = await this.channels.requireMember(principal, channelId);
    const { userId } = principal;
    const moved = await this.unitOfWork.run(async (tx) => {
      const read = await this.markers.moveRead(tx.manager, channelId, userId, seq);
      if (read) tx.publish(readMoved, { channelId, userId, ...read, peers: channel.kind === 'direct' });
      return read;
    });
    return moved ? { channelId, ...moved } : this.stateOf(channelId, userId);
  }

  /** The message at `seq` and all after it are unread again; a marker that stands before them stays. */
  async unread(principal: Principal, channelId: string, seq: number): Promise<ReadState> {
    await this.channels.requireMember(principal, channelId);
    const { userId } = principal;
    await this.unitOfWork.run(async (tx) => {
      if (await this.markers.moveReadBack(tx.manager, channelId, userId, seq)) {
        tx.publish(readMovedBack, { channelId, userId });
      }
    });
    return this.stateOf(channelId, userId);
  }

  /** All that there is in the caller's channels is read. */
  async readAll({ userId }: Principal): Promise<AllRead> {
    const moved = await this.unitOfWork.run(async (tx) => {
      const reads = await this.markers.moveAllRead(tx.manager, userId);
      for (let from = 0; from < reads.length; from += READS_AT_A_TIME) {
        tx.publish(allReadMoved, { userId, reads: reads.slice(from, from + READS_AT_A_TIME) });
      }
      return reads;
    });
    return { items: moved.map(({ channelId, readSeq, rev }) => ({ channelId, readSeq, mentionCount: 0, rev })) };
  }

  /** For the instances' own use: the read markers that concern these users and moved after `since`. */
  readSince(userIds: string[], since: Date): Promise<MovedMarker[]> {
    return this.markers.readSince(userIds, since);
  }

  /** For the instances' own use: where somebody's marker stands; null where they are no member. */
  async findMarker(channelId: string, userId: string): Promise<ReadMoved | null> {
    const state = await this.markers.find(channelId, userId);
    return state && { channelId, userId, ...state };
  }

  private async stateOf(channelId: string, userId: string): Promise<ReadState> {
    const now = await this.markers.find(channelId, userId);
    if (!now) throw notFound('Channel');
    const { readSeq, mentionCount, rev } = now;
    return { channelId, readSeq, mentionCount, rev };
  }
}

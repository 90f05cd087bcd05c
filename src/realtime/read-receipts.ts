import { Injectable } from '@nestjs/common';
import type { AllReadMoved, ReadMoved } from '../channels/channel.topics.js';
import { MembersService } from '../channels/members.service.js';
import { ReadMarkers } from '../channels/read-markers.service.js';
import { UsersService } from '../users/users.service.js';
import { LocalUsers } from './local-users.js';

/** After a marker went back, news of the time before may come for this long: what is told meanwhile is looked up. */
const DOUBTFUL_MS = 10_000;

type Marker = Pick<ReadMoved, 'channelId' | 'userId'>;
type Receipt = Omit<ReadMoved, 'peers'>;

/**
 * Tells of read markers: to the reader's own devices, in a direct channel to the others in it too, unless one of the two
 * shows no receipts. A marker goes forward, and a lower one is only late, save where its owner moved it back.
 */
@Injectable()
export class ReadReceipts {
  /** Until when, by channel and user, what is told of a marker is looked up first. */
  private readonly doubtful = new Map<string, number>();
  private lookUps: Promise<void> = Promise.resolve();

  constructor(
    private readonly local: LocalUsers,
    private readonly members: MembersService,
    private readonly markers: ReadMarkers,
    private readonly users: UsersService,
  ) {}

  async tell(read: ReadMoved): Promise<void> {
    if (this.isDoubtful(read)) return this.lookUp(read, true);
    const { peers, ...receipt } = read;
    this.local.emit(read.userId, 'channel:read', receipt);
    if (peers) await this.tellPeers(read.userId, [receipt]);
  }

  async tellAll({ userId, reads }: AllReadMoved): Promise<void> {
    const direct: Receipt[] = [];
    for (const { peers, ...read } of reads) {
      const receipt = { ...read, userId, mentionCount: 0 };
      if (this.isDoubtful(receipt)) {
        await this.lookUp(receipt, true);
        continue;
      }
      this.local.emit(userId, 'channel:read', receipt);
      if (peers) direct.push(receipt);
    }
    await this.tellPeers(userId, direct);
  }

  /** That somebody marks messages as unread is told to their own devices alone. */
  tellBack(marker: Marker): Promise<void> {
    this.doubt(marker);
    return this.lookUp(marker, false);
  }

  /** All that moved after `since` and concerns somebody here. What was told before is told again; markers are absolute. */
  async tellSince(since: Date): Promise<void> {
    const ids = this.local.ids();
    if (ids.length === 0) return;
    for (const { wentBack, ...read } of await this.markers.readSince(ids, since)) {
      await (wentBack ? this.tellBack(read) : this.tell(read));
    }
  }

  /** One after the other, so that the last that is told is how the marker stands. */
  private lookUp(marker: Marker, forPeers: boolean): Promise<void> {
    const told = this.lookUps.then(() => this.tellNow(marker, forPeers));
    this.lookUps = told.catch(() => undefined);
    return told;
  }

  private async tellNow({ channelId, userId }: Marker, forPeers: boolean): Promise<void> {
    const now = await this.markers.findMarker(channelId, userId);
    if (!now) return;
    const { peers, ...receipt } = now;
    this.local.emit(userId, 'channel:read', { ...receipt, movedBack: true });
    if (peers && forPeers) await this.tellPeers(userId, [receipt]);
  }

  private async tellPeers(userId: string, receipts: Receipt[]): Promise<void> {
    if (receipts.length === 0) return;
    const people = await this.members.idsOf(receipts.map(({ channelId }) => channelId));
    const peers = [...new Set([...people.values()].flat())].filter((id) => id !== userId && this.local.get(id));
    if (peers.length === 0) return;
    const showing = await this.users.showingReceipts([userId, ...peers]);
    if (!showing.has(userId)) return;
    for (const receipt of receipts) {
      for (const id of people.get(receipt.channelId) ?? []) {
        if (id !== userId && showing.has(id)) this.local.emit(id, 'channel:read', { ...receipt, mentionCount: 0 });
      }
    }
  }

  private isDoubtful({ channelId, userId }: Marker): boolean {
    return (this.doubtful.get(channelId + userId) ?? 0) > performance.now();
  }

  private doubt({ channelId, userId }: Marker): void {
    const [key, now] = [channelId + userId, performance.now()];
    for (const [other, until] of this.doubtful) {
      if (until > now) break;
      this.doubtful.delete(other);
    }
    this.doubtful.delete(key);
    this.doubtful.set(key, now + DOUBTFUL_MS);
  }
}

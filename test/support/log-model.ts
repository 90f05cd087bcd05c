import type { MyChannel, ReadReceipt } from '../../src/contract/channels.js';
import type { Change, ChannelChanges, Message, SyncedChannel } from '../../src/contract/messages.js';
import type { ChatSocket } from './client.js';

/** Asks the server for what comes after a cursor. */
export type Sync = (rev: number) => Promise<SyncedChannel>;

/** A client's copy of one channel, kept by the rules of the protocol for live changes, and by nothing else. */
export class ChannelCopy {
  readonly messages = new Map<number, Message>();
  cursor = 0;
  syncs = 0;

  constructor(private readonly sync: Sync) {}

  async receive(frame: ChannelChanges): Promise<void> {
    // A gap is filled before the event is looked at again.
    while (frame.since > this.cursor) await this.catchUp();
    if (frame.rev <= this.cursor) return;
    this.apply(frame.changes.filter(({ rev }) => rev > this.cursor));
    this.cursor = frame.rev;
  }

  /** Until there is no more. */
  async catchUp(): Promise<void> {
    for (;;) {
      this.syncs++;
      const answer = await this.sync(this.cursor);
      if (answer.reset) this.messages.clear();
      this.apply(answer.changes);
      this.cursor = answer.rev;
      if (!answer.more) return;
    }
  }

  /** In `seq` order. */
  list(): Message[] {
    return [...this.messages.values()].toSorted((a, b) => a.seq - b.seq);
  }

  private apply(changes: Change[]): void {
    for (const { message } of changes) this.messages.set(message.seq, message);
  }
}

/** One of these. */
interface Heard {
  joined?: MyChannel | undefined;
  left?: true;
  frame?: ChannelChanges | undefined;
  read?: ReadReceipt | undefined;
}

/** What a device was sent of the channel, and of its user in it, in the order in which it came. */
function heardOf({ order, received }: ChatSocket, channelId: string): Heard[] {
  const next = { 'channel:joined': 0, 'channel:left': 0, 'channel:changes': 0, 'channel:read': 0 };
  const all: (Heard & { of: string | undefined })[] = [];
  for (const name of order) {
    if (name === 'channel:joined') {
      const event = received[name][next[name]++];
      all.push({ of: event?.channelId, joined: event?.channel });
    } else if (name === 'channel:left') {
      all.push({ of: received[name][next[name]++]?.channelId, left: true });
    } else if (name === 'channel:changes') {
      const frame = received[name][next[name]++];
      all.push({ of: frame?.channelId, frame });
    } else if (name === 'channel:read') {
      const read = received[name][next[name]++];
      all.push({ of: read?.channelId, read });
    }
  }
  return all.filter((heard) => heard.of === channelId);
}

/** Whether the device was told last that its user is in the channel. */
export const isIn = (device: ChatSocket, channelId: string): boolean =>
  heardOf(device, channelId).findLast(({ joined, left }) => joined ?? left)?.joined !== undefined;

/** The groups that the device was told last that its user is in. */
export const groupsOf = ({ received: { groups, ready } }: ChatSocket): readonly string[] =>
  (groups.at(-1) ?? ready.at(-1))?.groupIds ?? [];

/** A member's copy of a channel on one device: its messages, and how far they have read. */
export class MemberCopy {
  private copy: ChannelCopy | null = null;
  private readSeq = 0;
  /** Messages up to this place have moved the marker of whoever sent them. */
  private counted = 0;

  private constructor(
    private readonly userId: string,
    private readonly groupIds: readonly string[],
    private readonly sync: Sync,
  ) {}

  /** Of what the device was sent since its user came into the channel; what was before is given up, and may be out of reach. */
  static async of(device: ChatSocket, channelId: string, [userId, sync]: [string, Sync]): Promise<MemberCopy> {
    const member = new MemberCopy(userId, groupsOf(device), sync);
    const all = heardOf(device, channelId);
    for (const heard of all.slice(all.findLastIndex(({ left }) => left) + 1)) {
      if (heard.joined) await member.joined(heard.joined);
      if (heard.frame) await member.changed(heard.frame);
      if (heard.read) member.read(heard.read);
    }
    return member;
  }

  /** As the server says it of a member; null where the user is none. */
  get counts(): { seq: number; readSeq: number; unread: number; mentionCount: number } | null {
    if (!this.copy) return null;
    const seq = this.copy.list().at(-1)?.seq ?? 0;
    const unread = this.copy.list().filter((message) => message.seq > this.readSeq);
    const mentionCount = unread.filter((message) => this.isMentioned(message)).length;
    return { seq, readSeq: this.readSeq, unread: seq - this.readSeq, mentionCount };
  }

  private async joined(channel: MyChannel): Promise<void> {
    if (this.copy) return;
    this.copy = new ChannelCopy(this.sync);
    this.readSeq = channel.readSeq;
    this.counted = channel.seq;
    if (channel.rev > 0) await this.copy.catchUp();
  }

  private async changed(frame: ChannelChanges): Promise<void> {
    if (!this.copy) return;
    await this.copy.receive(frame);
    for (const { seq, authorId } of this.copy.list()) {
      if (seq <= this.counted) continue;
      this.counted = seq;
      if (authorId === this.userId) this.readSeq = Math.max(this.readSeq, seq);
    }
  }

  private read(event: ReadReceipt): void {
    if (event.userId !== this.userId) return;
    if (event.movedBack || event.readSeq > this.readSeq) this.readSeq = event.readSeq;
  }

  private isMentioned({ authorId, mentions: { userIds, groupIds, all } }: Message): boolean {
    const toMe =
      all === 'channel' || userIds.includes(this.userId) || groupIds.some((id) => this.groupIds.includes(id));
    return toMe && authorId !== this.userId;
  }
}

/** Cuts frames into frames of one change or more: any split of a log is the same log. */
export function split(frames: ChannelChanges[], sizes: number[]): ChannelChanges[] {
  const pieces: ChannelChanges[] = [];
  let next = 0;
  for (const { channelId, since, changes, rev } of frames) {
    let from = since;
    for (let start = 0; start < changes.length;) {
      const size = Math.max(1, sizes[next++ % Math.max(1, sizes.length)] ?? 1);
      const part = changes.slice(start, start + size);
      start += size;
      const to = start >= changes.length ? rev : (part.at(-1)?.rev ?? rev);
      pieces.push({ channelId, since: from, rev: to, changes: part });
      from = to;
    }
  }
  return pieces;
}

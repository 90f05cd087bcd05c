import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../core/ids.js';
import type { Channel, CreateChannel, CreateDirect, MyChannel } from '../contract/channels.js';
import type { Page, PageQuery } from '../contract/page.js';
import { AsOf } from '../core/cache/as-of.js';
import { idCursor } from '../core/errors/cursor.js';
import { conflict, forbidden, invalid, notFound } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Actor, Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { BansRepository } from './bans.repository.js';
import { withFreeName } from './channel-name.js';
import { isOpenTo, requireMayExport } from './channel-policy.js';
import { ChannelRate } from './channel-rate.js';
import type { ChannelEntity } from './channel.entity.js';
import { toChannel, toMyChannel } from './channel.mapper.js';
import { ChannelsRepository } from './channels.repository.js';
import type { MemberEntity } from './member.entity.js';
import { MembersRepository } from './members.repository.js';

/** Where a channel's log and its descriptions stand. */
export interface ChannelHeads {
  id: string;
  rev: number;
  seq: number;
  membersVersion: number;
  metaVersion: number;
}

/** A channel that the caller may read, and their membership where they have one. */
export interface VisibleChannel {
  channel: ChannelEntity;
  /** Of a thread: what its follower has. */
  member: MemberEntity | null;
  /** Of a thread: the channel that it belongs to. */
  parent: VisibleChannel | null;
}

/** The channel whose members and rules decide what may be done here: of a thread, the one that it belongs to. */
export const governing = (visible: VisibleChannel): VisibleChannel => visible.parent ?? visible;

@Injectable()
export class ChannelsService {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly members: MembersRepository,
    private readonly bans: BansRepository,
    private readonly users: UsersService,
    private readonly rate: ChannelRate,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async create(principal: Principal, input: CreateChannel): Promise<MyChannel> {
    const id = newId();
    await this.rate.count(principal.userId);
    await withFreeName(input.name, () =>
      this.unitOfWork.run(async (tx) => {
        const channel = { ...input, id, directKey: null, createdBy: principal.userId };
        await this.channels.insert(tx.manager, channel);
        await this.members.add(tx.manager, id, [principal.userId], 'owner', 0);
        await this.users.accessChanged(tx, [principal.userId]);
      }),
    );
    return this.mine(principal, id);
  }

  /** The direct channel of the caller and these people: the one there is, or a new one, which alone counts as made. */
  async direct(principal: Principal, { userIds }: CreateDirect): Promise<{ channel: MyChannel; created: boolean }> {
    const everyone = [...new Set([principal.userId, ...userIds])].toSorted();
    const active = new Set(await this.users.known(principal, await this.users.findActive(everyone)));
    const missing = userIds.flatMap((id, index) =>
      active.has(id) ? [] : [{ path: `userIds.${index}`, message: 'is nobody who can be talked to' }],
    );
    if (missing.length > 0) throw invalid(missing);
    const directKey = everyone.join(',');
    const there = await this.channels.findByDirectKey(directKey);
    if (there) return { channel: await this.mine(principal, there.id), created: false };
    await this.rate.count(principal.userId);
    const created = await this.unitOfWork.run((tx) => this.insertDirect(tx, principal, everyone, directKey));
    const channel = await this.channels.findByDirectKey(directKey);
    if (!channel) throw notFound('Channel');
    return { channel: await this.mine(principal, channel.id), created };
  }

  /** The caller's channels in order of id, with what they have not read. */
  async listMine({ userId }: Principal, { cursor, limit }: PageQuery): Promise<AsOf<Page<MyChannel>>> {
    const { version, channels } = await this.channels.findListed(userId, idCursor(cursor), limit);
    return new AsOf(version, {
      items: channels.map((channel) => toMyChannel(channel, channel, channel)),
      nextCursor: channels.length === limit ? (channels.at(-1)?.id ?? null) : null,
    });
  }

  async get(principal: Principal, id: string): Promise<Channel | MyChannel> {
    const { channel, member } = await this.requireVisible(principal, id);
    return member ? this.toMine(channel, member) : toChannel(channel);
  }

  /** Null unless the caller may read the channel, a thread as its channel: as a member, or public, and not banned. */
  async findVisible(principal: Actor, id: string): Promise<VisibleChannel | null> {
    // The channel first: who finds what is newer than its versions looks once more, what is older nobody ever would.
    const channel = await this.channels.findById(id);
    return channel && this.asSeenBy(principal, channel);
  }

  /** Throws `not_found` where the caller may not know of the channel. */
  async requireVisible(principal: Actor, id: string): Promise<VisibleChannel> {
    const visible = await this.findVisible(principal, id);
    if (!visible) throw notFound('Channel');
    return visible;
  }

  /** Throws `not_found` where the caller may not know of the channel, `forbidden` where they only look at it. */
  async requireMember(principal: Principal, id: string): Promise<{ channel: ChannelEntity; member: MemberEntity }> {
    const { channel, member, parent } = await this.requireVisible(principal, id);
    if (!member) throw forbidden(parent ? 'You do not follow this thread' : 'You are not a member of this channel');
    return { channel, member };
  }

  /** Throws unless it is a public channel of which the caller is no member; whether they are banned the way in says. */
  async requireJoinable(principal: Principal, id: string): Promise<void> {
    const channel = await this.channels.findById(id);
    if (channel && (await this.members.find(id, principal.userId))) {
      throw conflict('You are a member of this channel already');
    }
    if (!channel || !isOpenTo(principal, channel)) throw notFound('Channel');
  }

  /** As `requireMember`; of a thread, the members of its channel, whether they follow it or not. */
  async requireParticipant(principal: Actor, id: string): Promise<void> {
    const { member } = governing(await this.requireVisible(principal, id));
    if (!member) throw forbidden('You are not a member of this channel');
  }

  /** Throws unless this somebody may carry off all that was said in the channel. */
  async requireExportable(actor: Actor | null, id: string): Promise<Channel> {
    if (!actor) throw notFound('Channel');
    const { channel, member } = await this.requireVisible(actor, id);
    requireMayExport(actor, channel, member);
    return toChannel(channel);
  }

  /** Those of the channels that the caller may read. */
  async readable(principal: Principal, ids: string[]): Promise<Map<string, ChannelHeads>> {
    const channels = await this.channels.findByIds(ids);
    const parentIds = [...new Set(channels.flatMap(({ parentId }) => parentId ?? []))];
    const [parents, memberships] = await Promise.all([
      parentIds.length > 0 ? this.channels.findByIds(parentIds) : [],
      this.members.findOf(principal.userId, [...ids, ...parentIds]),
    ]);
    const mine = new Set(memberships.map(({ channelId }) => channelId));
    const governs = [...channels.filter(({ parentId }) => parentId === null), ...parents];
    const others = governs.filter((c) => isOpenTo(principal, c) && !mine.has(c.id)).map(({ id }) => id);
    const banned = await this.bans.among(principal.userId, others);
    const readable = new Set([...mine, ...others.filter((id) => !banned.has(id))]);
    return new Map(channels.flatMap((c) => (readable.has(c.parentId ?? c.id) ? [[c.id, c] as const] : [])));
  }

  /**
   * For the instances' own use: the version of the channel's memberships at which the user may read it; null where they may
   * not.
   */
  async readableAsOf(channelId: string, userId: string): Promise<number | null> {
    return (await this.channels.readableHead(channelId, userId))?.membersVersion ?? null;
  }

  /** Takes the channel's next rev, holding its log until the transaction ends. */
  async nextRev(tx: Transaction, id: string): Promise<ChannelHeads> {
    const heads = await this.channels.nextRev(tx.manager, id);
    if (!heads) throw notFound('Channel');
    return heads;
  }

  /** Takes the channel's next place and rev for a message of the author; `posts`: one that they wrote themselves. */
  async nextPlace(tx: Transaction, id: string, authorId: string, posts: boolean): Promise<ChannelHeads> {
    const heads = await this.channels.nextPlace(tx.manager, id, authorId, posts);
    if (!heads) throw notFound('Channel');
    return heads;
  }

  /** Holds the channel's log until the transaction ends; whoever does so moves it with `moveLog`. */
  async lockLog(tx: Transaction, id: string): Promise<ChannelHeads & { expiredSeq: number }> {
    const channel = await this.channels.lock(tx.manager, id);
    if (!channel) throw notFound('Channel');
    return channel;
  }

  /** As `findVisible`, of a channel whose log is held until the transaction ends: nobody leaves or joins meanwhile. */
  async lockVisible(tx: Transaction, principal: Actor, id: string): Promise<VisibleChannel | null> {
    const channel = await this.channels.lock(tx.manager, id);
    return channel && this.asSeenBy(principal, channel, tx.manager);
  }

  /** Runs `work` while the channel's log is held, with the caller's membership as of now. */
  locked<R>(principal: Actor, id: string, work: (tx: Transaction, visible: VisibleChannel) => Promise<R>): Promise<R> {
    return this.unitOfWork.run(async (tx) => {
      const visible = await this.lockVisible(tx, principal, id);
      if (!visible) throw notFound('Channel');
      return work(tx, visible);
    });
  }

  /** Up to `expiredSeq` there is nothing left for retention to do. */
  moveLog(tx: Transaction, id: string, rev: number, expiredSeq: number): Promise<void> {
    return this.channels.moveLog(tx.manager, id, rev, expiredSeq);
  }

  /** For the server's own use: channels with a limit to the age of messages, in days; of two rules the stricter. */
  withRetention(serverDays: number, after: string | null, limit: number): Promise<{ id: string; days: number }[]> {
    return this.channels.findRetention(serverDays, after, limit);
  }

  /** For the instances' own use, without a caller. Channels that are gone are left out. */
  heads(ids: string[]): Promise<ChannelHeads[]> {
    return this.channels.heads(ids);
  }

  /** For the instances' own use, without a caller. */
  async describe(ids: string[]): Promise<Map<string, { channel: Channel; metaVersion: number }>> {
    const channels = await this.channels.findByIds(ids);
    return new Map(channels.map((c) => [c.id, { channel: toChannel(c), metaVersion: c.metaVersion }]));
  }

  /** For the instances' own use: those of the channels that the user is a member of, as they see them. */
  async describeMine(userId: string, ids: string[]): Promise<Map<string, MyChannel>> {
    if (ids.length === 0) return new Map();
    const [channels, memberships] = await Promise.all([this.channels.findByIds(ids), this.members.findOf(userId, ids)]);
    return this.asMine(userId, channels, memberships);
  }

  /** The channel as the caller, a member, sees it. */
  async mine(principal: Principal, id: string): Promise<MyChannel> {
    const { channel, member } = await this.requireMember(principal, id);
    return this.toMine(channel, member);
  }

  private async asSeenBy(
    principal: Actor,
    channel: ChannelEntity,
    manager?: EntityManager,
  ): Promise<VisibleChannel | null> {
    const { userId } = principal;
    const member = await this.members.find(channel.id, userId, manager);
    if (channel.parentId !== null) {
      // Whoever takes a private channel from somebody, or archives one, waits for its threads: it stays what it is.
      const above = await this.channels.findById(channel.parentId, manager);
      const parent = above && (await this.asSeenBy(principal, above, manager));
      return parent && { channel, member, parent };
    }
    if (member) return { channel, member, parent: null };
    if (!isOpenTo(principal, channel) || (await this.bans.find(channel.id, userId, manager))) return null;
    return { channel, member: null, parent: null };
  }

  private async toMine(channel: ChannelEntity, member: MemberEntity): Promise<MyChannel> {
    const counts = await this.members.counts(member.userId, [channel.id]);
    return toMyChannel(channel, member, counts.get(channel.id));
  }

  private async asMine(
    userId: string,
    channels: ChannelEntity[],
    memberships: MemberEntity[],
  ): Promise<Map<string, MyChannel>> {
    const byChannel = new Map(memberships.map((member) => [member.channelId, member]));
    const counts = await this.members.counts(userId, [...byChannel.keys()]);
    return new Map(
      channels.flatMap((channel) => {
        const member = byChannel.get(channel.id);
        return member ? [[channel.id, toMyChannel(channel, member, counts.get(channel.id))] as const] : [];
      }),
    );
  }

  private async insertDirect(tx: Transaction, principal: Principal, userIds: string[], key: string): Promise<boolean> {
    const id = newId();
    const fixed = { kind: 'direct' as const, name: null, topic: '', description: '' };
    const channel = { ...fixed, id, directKey: key, createdBy: principal.userId };
    if (!(await this.channels.insertDirect(tx.manager, channel))) return false;
    await this.members.add(tx.manager, id, userIds, 'member', 0);
    await this.users.accessChanged(tx, userIds);
    return true;
  }
}

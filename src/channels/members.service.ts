import { Injectable } from '@nestjs/common';
import type {
  ChannelMember,
  ChannelNotifications,
  MembersQuery,
  MyChannel,
  NotifyLevel,
  SetMember,
} from '../contract/channels.js';
import type { Page } from '../contract/page.js';
import { idCursor } from '../core/errors/cursor.js';
import { notFound } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { requireGroup, requireMaySetRole, requireMayTakeGuest } from './channel-policy.js';
import { memberAdded } from './channel.topics.js';
import { ChannelsService } from './channels.service.js';
import {
  type AudienceMember,
  type AudienceQuery,
  type MembershipHead,
  MembersRepository,
  type Standing,
} from './members.repository.js';
import { Memberships } from './memberships.service.js';
import { copyStanding } from './thread-rows.js';

/** A member as far as it decides what they hear of. */
export interface Listener {
  channelId: string;
  userId: string;
  level: NotifyLevel;
  mutedUntil: Date | null;
  readSeq: number;
  /** Whether one of the groups that were asked about has them. */
  inGroup: boolean;
}

const toListener = ({ channelId, userId, notifyLevel, mutedUntil, readSeq, inGroup }: AudienceMember): Listener => ({
  channelId,
  userId,
  level: notifyLevel,
  mutedUntil,
  readSeq,
  inGroup,
});

/** Who belongs to a channel, and how far each has read. */
@Injectable()
export class MembersService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly members: MembersRepository,
    private readonly memberships: Memberships,
    private readonly users: UsersService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Public channels alone are open to whoever wants in. */
  async join(principal: Principal, channelId: string): Promise<MyChannel> {
    await this.channels.requireJoinable(principal, channelId);
    await this.memberships.locked(channelId, (tx, fresh) =>
      this.memberships.add(tx, fresh, principal.userId, 'member'),
    );
    return this.channels.mine(principal, channelId);
  }

  /** For who was let in otherwise: a private channel too. `work` is a part of it; for a member nothing happens. */
  enter(principal: Principal, channelId: string, work: (tx: Transaction) => Promise<void>): Promise<void> {
    return this.memberships.locked(channelId, async (tx, channel) => {
      if (await this.members.find(channelId, principal.userId, tx.manager)) return;
      await this.memberships.add(tx, channel, principal.userId, 'member');
      await work(tx);
    });
  }

  async leave(principal: Principal, channelId: string): Promise<void> {
    const { channel } = await this.channels.requireMember(principal, channelId);
    requireGroup(channel);
    await this.memberships.locked(channelId, (tx, fresh) => this.memberships.remove(tx, fresh, principal.userId));
  }

  async list(
    principal: Principal,
    channelId: string,
    { query, cursor, limit }: MembersQuery,
  ): Promise<Page<ChannelMember>> {
    await this.channels.requireVisible(principal, channelId);
    const members = await this.members.findPage(channelId, query, idCursor(cursor), limit);
    const users = await this.users.getMany(members.map(({ userId }) => userId));
    return {
      items: members.flatMap(({ userId, role, joinedAt }) => {
        const user = users.get(userId);
        return user ? [{ user, role, joinedAt: joinedAt.toISOString() }] : [];
      }),
      nextCursor: members.length === limit ? (members.at(-1)?.userId ?? null) : null,
    };
  }

  /** Brings somebody in, or changes the role of one who is in, unless `ifAbsent`. */
  async set(
    principal: Principal,
    channelId: string,
    userId: string,
    { role, ifAbsent }: SetMember,
  ): Promise<ChannelMember> {
    await this.channels.requireVisible(principal, channelId);
    const user = await this.users.findActor(userId);
    if (!user) throw notFound('User');
    await this.memberships.locked(channelId, async (tx, channel) => {
      const caller = await this.members.find(channelId, principal.userId, tx.manager);
      const target = await this.members.find(channelId, userId, tx.manager);
      requireMaySetRole(principal, channel, caller, role, ifAbsent ? null : (target?.role ?? null));
      if (user.guest) requireMayTakeGuest(principal, channel, caller, role);
      if (!target) {
        await this.memberships.add(tx, channel, userId, role, principal.userId);
        if (userId !== principal.userId) tx.record(memberAdded, { channelId, userId, actorId: principal.userId });
        return;
      }
      if (ifAbsent || target.role === role) return;
      await this.members.setRole(tx.manager, channelId, userId, role);
      await copyStanding(tx.manager, channelId, userId);
      await this.memberships.promoteHeir(tx, channelId);
    });
    const [profile, member] = await Promise.all([this.users.get(userId), this.members.find(channelId, userId)]);
    if (!member) throw notFound('Member');
    return { user: profile, role: member.role, joinedAt: member.joinedAt.toISOString() };
  }

  /** What the caller hears of in the channel. */
  async setNotifications(
    principal: Principal,
    channelId: string,
    { level, mutedUntil }: ChannelNotifications,
  ): Promise<MyChannel> {
    await this.channels.requireMember(principal, channelId);
    await this.members.setNotifications(channelId, principal.userId, {
      notifyLevel: level,
      mutedUntil: mutedUntil === null ? null : new Date(mutedUntil),
    });
    return this.channels.mine(principal, channelId);
  }

  /** For the notifier's own use: members whom a message may concern. */
  async audience(channelId: string, query: AudienceQuery): Promise<Listener[]> {
    return (await this.members.findAudience(channelId, query)).map(toListener);
  }

  /** Whether the channel has more members than that, as of the transaction. */
  areMoreThan(tx: Transaction, channelId: string, count: number): Promise<boolean> {
    return this.members.areMoreThan(tx.manager, channelId, count);
  }

  /** For services that know who asks: who has read up to `seq`; null in a channel with more members than `most`. */
  async readersOf(channelId: string, seq: number, most: number): Promise<string[] | null> {
    const markers = await this.members.findMarkers(channelId, most + 1);
    if (markers.length > most) return null;
    return markers.flatMap(({ userId, readSeq }) => (readSeq >= seq ? [userId] : []));
  }

  /** For the notifier's own use: whether anybody wants to hear of every message. */
  anyNotifiedOfAll(channelId: string): Promise<boolean> {
    return this.members.anyNotifiedOfAll(channelId);
  }

  /** For the notifier's own use: those of the pairs that are memberships, and whether one of the groups has them. */
  async listeners(pairs: { channelId: string; userId: string }[], groupIds: string[] = []): Promise<Listener[]> {
    return (await this.members.findPairs(pairs, groupIds)).map(toListener);
  }

  /** For the instances' own use, without a caller: these users' channels and how far each log and reader is. */
  heads(userIds: string[]): Promise<MembershipHead[]> {
    return this.members.heads(userIds);
  }

  /**
   * For the instances' own use: what became of these users' access, as of the version that comes with it. A thread is that
   * of its channel, and where this is public everybody may stay who is not banned.
   */
  among(channelId: string, userIds: string[]): Promise<Standing | null> {
    return this.members.among(channelId, userIds);
  }

  /**
   * For the instances' own use: the version of the channel's memberships at which the user is `among` them; null where they
   * are not. Those who are asked about at the same time share a statement.
   */
  memberAsOf(channelId: string, userId: string): Promise<number | null> {
    return this.members.memberAsOf(channelId, userId);
  }

  /** For the instances' own use: of each of the channels, the places in `userIds` of those who are members. */
  present(channelIds: readonly string[], userIds: readonly string[]): Promise<Map<string, number[]>> {
    return this.members.present(channelIds, userIds);
  }

  /** For the instances' own use: the channels of each of the users; who has none is left out. */
  async channelsOf(userIds: string[]): Promise<Map<string, string[]>> {
    const channels = new Map<string, string[]>();
    for (const { userId, channelId } of await this.members.pairsOf(userIds)) {
      const mine = channels.get(userId);
      if (mine) mine.push(channelId);
      else channels.set(userId, [channelId]);
    }
    return channels;
  }

  /** Those of the others who share a channel with the caller. */
  async sharing({ userId }: Principal, others: string[]): Promise<Set<string>> {
    return new Set(await this.members.sharing(userId, others));
  }

  /** For the notifier's own use: owners and moderators, the longest there first. */
  moderatorsOf(channelId: string, limit: number): Promise<string[]> {
    return this.members.moderatorsOf(channelId, limit);
  }

  /** For the instances' own use: who is in each of the channels. */
  async idsOf(channelIds: string[]): Promise<Map<string, string[]>> {
    const pairs = await this.members.membersOf(channelIds);
    const byChannel = Map.groupBy(pairs, ({ channelId }) => channelId);
    return new Map([...byChannel].map(([id, members]) => [id, members.map(({ userId }) => userId)]));
  }
}

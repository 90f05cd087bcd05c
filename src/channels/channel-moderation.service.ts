import { Injectable } from '@nestjs/common';
import type { BanMember, ChannelBan } from '../contract/moderation.js';
import type { Page, PageQuery } from '../contract/page.js';
import { idCursor } from '../core/errors/cursor.js';
import { invalid, notFound } from '../core/errors/domain-error.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import type { User } from '../contract/users.js';
import { UsersService } from '../users/users.service.js';
import type { BanEntity } from './ban.entity.js';
import { BansRepository } from './bans.repository.js';
import { requireGroup, requireManager, requireMayBan, requireMayRemove } from './channel-policy.js';
import type { ChannelEntity } from './channel.entity.js';
import { ChannelsService } from './channels.service.js';
import { MembersRepository } from './members.repository.js';
import { Memberships } from './memberships.service.js';
import { ModerationLog } from './moderation-log.service.js';

/** What moderators and owners do about people. Each act stands in the audit log. */
@Injectable()
export class ChannelModeration {
  constructor(
    private readonly channels: ChannelsService,
    private readonly memberships: Memberships,
    private readonly members: MembersRepository,
    private readonly bans: BansRepository,
    private readonly users: UsersService,
    private readonly log: ModerationLog,
  ) {}

  /** From the commit of this on, no message of the channel reaches them through any instance. Oneself: the same as leaving. */
  async kick(principal: Principal, channelId: string, userId: string): Promise<void> {
    await this.channels.requireVisible(principal, channelId);
    await this.memberships.locked(channelId, async (tx, channel) => {
      requireGroup(channel);
      const target = await this.members.find(channelId, userId, tx.manager);
      if (!target) throw notFound('Member');
      if (userId !== principal.userId) {
        requireMayRemove(principal, channel, await this.callerIn(tx, principal, channel), target);
        await this.log.record(tx, principal, channel, 'members.remove', { userId });
      }
      await this.memberships.remove(tx, channel, userId, principal.userId);
    });
  }

  /** As `kick`, of somebody who need not be a member, and nothing lets them in or lets them look until it ends. */
  async ban(
    principal: Principal,
    channelId: string,
    userId: string,
    { reason, until }: BanMember,
  ): Promise<ChannelBan> {
    const ends = endOf(until);
    await this.channels.requireVisible(principal, channelId);
    const { role, guest } = await this.users.get(userId);
    await this.memberships.locked(channelId, async (tx, channel) => {
      const member = await this.members.find(channelId, userId, tx.manager);
      requireMayBan(principal, channel, await this.callerIn(tx, principal, channel), { userId, role, guest, member });
      await this.bans.put(tx.manager, { channelId, userId, reason, bannedBy: principal.userId, until: ends });
      await this.log.record(tx, principal, channel, 'bans.set', { userId, until: until ?? null }, reason);
      if (member) await this.memberships.remove(tx, channel, userId, principal.userId);
      else await this.memberships.lost(tx, channel, userId);
    });
    const ban = await this.bans.find(channelId, userId);
    const [shown] = ban ? await this.described([ban]) : [];
    if (!shown) throw notFound('Ban');
    return shown;
  }

  async unban(principal: Principal, channelId: string, userId: string): Promise<void> {
    await this.channels.requireVisible(principal, channelId);
    await this.memberships.locked(channelId, async (tx, channel) => {
      requireManager(principal, channel, await this.callerIn(tx, principal, channel));
      if (!(await this.bans.lift(tx.manager, channelId, userId))) throw notFound('Ban');
      await this.log.record(tx, principal, channel, 'bans.lift', { userId });
    });
  }

  /** Those that hold, in order of user id. */
  async listBans(principal: Principal, channelId: string, { cursor, limit }: PageQuery): Promise<Page<ChannelBan>> {
    const { channel, member } = await this.channels.requireVisible(principal, channelId);
    requireManager(principal, channel, member);
    const bans = await this.bans.findPage(channelId, idCursor(cursor), limit);
    return {
      items: await this.described(bans),
      nextCursor: bans.length === limit ? (bans.at(-1)?.userId ?? null) : null,
    };
  }

  private callerIn(tx: Transaction, { userId }: Principal, channel: ChannelEntity) {
    return this.members.find(channel.id, userId, tx.manager);
  }

  private async described(bans: BanEntity[]): Promise<ChannelBan[]> {
    const users = await this.users.getMany(bans.map(({ userId }) => userId));
    return bans.flatMap((ban) => {
      const user = users.get(ban.userId);
      return user ? [toBan(ban, user)] : [];
    });
  }
}

const toBan = (ban: BanEntity, user: User): ChannelBan => ({
  user,
  reason: ban.reason,
  bannedBy: ban.bannedBy,
  bannedAt: ban.bannedAt.toISOString(),
  until: ban.until?.toISOString() ?? null,
});

function endOf(until: string | null | undefined): Date | null {
  if (!until) return null;
  const end = new Date(until);
  if (end.getTime() <= Date.now()) throw invalid([{ path: 'until', message: 'must be in the future' }]);
  return end;
}

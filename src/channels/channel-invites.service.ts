import { Injectable } from '@nestjs/common';
import type { MyChannel } from '../contract/channels.js';
import {
  type ChannelInvite,
  type ChannelInvitePage,
  type CreatedInvite,
  type CreateInvite,
  type InvitePreview,
  MAX_INVITE_HOURS,
} from '../contract/invites.js';
import type { PageQuery } from '../contract/page.js';
import { AuditLog } from '../core/audit/audit-log.js';
import { idCursor } from '../core/errors/cursor.js';
import { conflict, invalid, notFound } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import type { ChannelInviteEntity } from './channel-invite.entity.js';
import { ChannelInvitesRepository } from './channel-invites.repository.js';
import { requireManager, requireNotArchived } from './channel-policy.js';
import { ChannelsService } from './channels.service.js';
import { InviteRate } from './invite-rate.js';
import { MembersService } from './members.service.js';

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 168;
/** At a time in one channel. */
const MAX_INVITES = 100;

/** Links by which people join a channel, a private one too. They are made and taken back by those who run it. */
@Injectable()
export class ChannelInvitesService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly members: MembersService,
    private readonly invites: ChannelInvitesRepository,
    private readonly users: UsersService,
    private readonly audit: AuditLog,
    private readonly rate: InviteRate,
  ) {}

  async create(principal: Principal, channelId: string, input: CreateInvite): Promise<CreatedInvite> {
    const { maxUses } = input;
    const createdAt = new Date();
    const expiresAt = endOf(input, createdAt);
    const { userId: createdBy } = principal;
    return this.managed(principal, channelId, async (tx) => {
      if ((await this.invites.prune(tx.manager, channelId)) >= MAX_INVITES) {
        throw conflict(`A channel has at most ${MAX_INVITES} invite links`);
      }
      const invite = { id: newId(), channelId, createdBy, createdAt, expiresAt, maxUses };
      const token = await this.invites.issue(tx.manager, invite);
      await this.record(tx, principal, 'invite.create', invite);
      return { ...toInvite({ ...invite, uses: 0 }), token };
    });
  }

  /** Those by which somebody can still come, the newest first. */
  async list(principal: Principal, channelId: string, { cursor, limit }: PageQuery): Promise<ChannelInvitePage> {
    const before = idCursor(cursor);
    const { channel, member } = await this.channels.requireVisible(principal, channelId);
    requireManager(principal, channel, member);
    const rows = await this.invites.findPage(channelId, before, limit);
    return { items: rows.map(toInvite), nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
  }

  /** From the commit of this on nobody comes by it. */
  async revoke(principal: Principal, channelId: string, id: string): Promise<void> {
    await this.managed(principal, channelId, async (tx) => {
      if (!(await this.invites.remove(tx.manager, channelId, id))) throw notFound('Invite');
      await this.record(tx, principal, 'invite.revoke', { id, channelId });
    });
  }

  async preview(principal: Principal, token: string): Promise<InvitePreview> {
    const { channelId, createdBy, expiresAt } = await this.requireGood(principal, token);
    const [described, mine, invitedBy] = await Promise.all([
      this.channels.describe([channelId]),
      this.channels.describeMine(principal.userId, [channelId]),
      this.users.get(createdBy),
    ]);
    const channel = described.get(channelId)?.channel;
    if (!channel) throw notFound('Invite');
    const { id, kind, name, topic, description } = channel;
    return {
      channel: { id, kind, name: name ?? '', topic, description },
      invitedBy,
      expiresAt: expiresAt.toISOString(),
      joined: mine.has(channelId),
    };
  }

  /** Whoever is in the channel already uses nothing up. */
  async accept(principal: Principal, token: string): Promise<MyChannel> {
    const { id, channelId } = await this.requireGood(principal, token);
    await this.members.enter(principal, channelId, async (tx) => {
      if (!(await this.invites.use(tx.manager, id))) throw notFound('Invite');
      await this.record(tx, principal, 'invite.accept', { id, channelId });
    });
    return this.channels.mine(principal, channelId);
  }

  /** As of the channel's lock, so that nobody makes a link who is no moderator any more. */
  private managed<R>(principal: Principal, channelId: string, work: (tx: Transaction) => Promise<R>): Promise<R> {
    return this.channels.locked(principal, channelId, (tx, { channel, member }) => {
      requireManager(principal, channel, member);
      requireNotArchived(channel);
      return work(tx);
    });
  }

  /** One answer for whatever is no good: guesses learn nothing. */
  private async requireGood({ userId }: Principal, token: string): Promise<ChannelInviteEntity> {
    await this.rate.count(userId);
    const invite = await this.invites.findGood(token);
    if (!invite) throw notFound('Invite');
    return invite;
  }

  private record(
    tx: Transaction,
    { userId }: Principal,
    action: string,
    { id, channelId }: Pick<ChannelInviteEntity, 'id' | 'channelId'>,
  ): Promise<void> {
    return this.audit.record(tx.manager, { actorId: userId, action, target: channelId, detail: { inviteId: id } });
  }
}

function endOf({ expiresAt, expiresInHours = DEFAULT_HOURS }: CreateInvite, now: Date): Date {
  if (expiresAt === undefined) return new Date(now.getTime() + expiresInHours * HOUR_MS);
  const end = new Date(expiresAt);
  if (end > now && end.getTime() <= now.getTime() + MAX_INVITE_HOURS * HOUR_MS) return end;
  throw invalid([
    { path: 'expiresAt', message: `must be from now on, and at most ${MAX_INVITE_HOURS} hours from now` },
  ]);
}

const toInvite = ({
  id,
  channelId,
  createdBy,
  createdAt,
  expiresAt,
  maxUses,
  uses,
}: Omit<ChannelInviteEntity, 'hash'>): ChannelInvite => ({
  id,
  channelId,
  createdBy,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  maxUses,
  uses,
});

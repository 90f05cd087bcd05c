import { Injectable } from '@nestjs/common';
import type { MemberRole } from '../contract/channels.js';
import { conflict, notFound } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { UsersService } from '../users/users.service.js';
import { BansRepository } from './bans.repository.js';
import { requireNotArchived, requireNotBanned } from './channel-policy.js';
import { ChannelEvents } from './channel-events.service.js';
import type { ChannelEntity } from './channel.entity.js';
import { ChannelsRepository } from './channels.repository.js';
import { MembersRepository } from './members.repository.js';
import { SilencesRepository } from './silences.repository.js';
import { leaveThreads } from './thread-rows.js';

/** The ways into a channel and out of it: whoever comes or goes does so here, while the channel's row is held. */
@Injectable()
export class Memberships {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly members: MembersRepository,
    private readonly bans: BansRepository,
    private readonly silences: SilencesRepository,
    private readonly users: UsersService,
    private readonly events: ChannelEvents,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Who is in the channel, and who is kept out, changes in no other transaction until this one ends. */
  locked<R>(channelId: string, work: (tx: Transaction, channel: ChannelEntity) => Promise<R>): Promise<R> {
    return this.unitOfWork.run(async (tx) => {
      const channel = await this.channels.lock(tx.manager, channelId);
      if (!channel) throw notFound('Channel');
      return work(tx, channel);
    });
  }

  /** `actorId`: who brings them in; without one they come by themselves. */
  async add(
    tx: Transaction,
    channel: ChannelEntity,
    userId: string,
    role: MemberRole,
    actorId = userId,
  ): Promise<void> {
    requireNotArchived(channel);
    requireNotBanned(await this.bans.find(channel.id, userId, tx.manager));
    const added = await this.members.add(tx.manager, channel.id, [userId], role, channel.seq);
    if (!added) throw conflict('Already a member of this channel');
    await this.silences.restore(tx.manager, channel.id, userId);
    await this.users.accessChanged(tx, [userId]);
    await this.events.tell(tx, channel, actorId, actorId === userId ? { event: 'joined' } : { event: 'added', userId });
  }

  /** `actorId`: who removes them; without one they go by themselves. */
  async remove(tx: Transaction, channel: ChannelEntity, userId: string, actorId = userId): Promise<void> {
    await this.silences.keep(tx.manager, channel.id, userId);
    if (!(await this.members.remove(tx.manager, channel.id, userId))) throw notFound('Member');
    await this.promoteHeir(tx, channel.id);
    await this.lost(tx, channel, userId);
    await this.events.tell(tx, channel, actorId, actorId === userId ? { event: 'left' } : { event: 'removed', userId });
  }

  /** No instance sends the user anything of the channel from the commit on without having looked up whether it may. */
  async lost(tx: Transaction, channel: ChannelEntity, userId: string): Promise<void> {
    const mayRead = channel.kind === 'public' && !(await this.bans.find(channel.id, userId, tx.manager));
    await this.channels.bumpMembersVersion(tx.manager, channel.id);
    await leaveThreads(tx.manager, channel, userId, mayRead);
    await this.users.accessChanged(tx, [userId]);
  }

  /** A channel is never without an owner while it has members. */
  async promoteHeir(tx: Transaction, channelId: string): Promise<void> {
    const heir = await this.members.findHeir(tx.manager, channelId);
    if (heir) await this.members.setRole(tx.manager, channelId, heir, 'owner');
  }
}

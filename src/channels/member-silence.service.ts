import { Injectable } from '@nestjs/common';
import type { ChannelMute, MuteMember } from '../contract/moderation.js';
import { invalid, notFound } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { requireMayMute } from './channel-policy.js';
import { ChannelsService } from './channels.service.js';
import { MembersRepository } from './members.repository.js';
import { Memberships } from './memberships.service.js';
import { ModerationLog } from './moderation-log.service.js';
import { SilencesRepository } from './silences.repository.js';

const MINUTE_MS = 60_000;

/** Members who neither post nor respond for a time, because a moderator says so. Leaving and coming back ends nothing. */
@Injectable()
export class MemberSilence {
  constructor(
    private readonly channels: ChannelsService,
    private readonly memberships: Memberships,
    private readonly members: MembersRepository,
    private readonly silences: SilencesRepository,
    private readonly users: UsersService,
    private readonly log: ModerationLog,
  ) {}

  /** What was committed before stays; from the commit on the member is refused, on every instance. */
  async mute(principal: Principal, channelId: string, userId: string, input: MuteMember): Promise<ChannelMute> {
    const silencedUntil = endOf(input, new Date());
    await this.set(principal, channelId, userId, silencedUntil, input.reason);
    return { channelId, userId, silencedUntil: silencedUntil.toISOString() };
  }

  unmute(principal: Principal, channelId: string, userId: string): Promise<void> {
    return this.set(principal, channelId, userId, null, '');
  }

  private async set(
    principal: Principal,
    channelId: string,
    userId: string,
    until: Date | null,
    reason: string,
  ): Promise<void> {
    await this.channels.requireVisible(principal, channelId);
    await this.memberships.locked(channelId, async (tx, channel) => {
      const target = await this.members.find(channelId, userId, tx.manager);
      if (!target) throw notFound('Member');
      const caller = await this.members.find(channelId, principal.userId, tx.manager);
      requireMayMute(principal, channel, caller, target);
      if (!until && !(target.silencedUntil && target.silencedUntil > new Date())) throw notFound('Mute');
      await this.silences.set(tx.manager, channelId, userId, until);
      const detail = until ? { userId, until: until.toISOString() } : { userId };
      await this.log.record(tx, principal, channel, until ? 'members.mute' : 'members.unmute', detail, reason);
      await this.users.accessChanged(tx, [userId]);
    });
  }
}

function endOf({ until, minutes = 0 }: MuteMember, now: Date): Date {
  const end = until === undefined ? new Date(now.getTime() + minutes * MINUTE_MS) : new Date(until);
  if (end <= now) throw invalid([{ path: 'until', message: 'must be in the future' }]);
  return end;
}

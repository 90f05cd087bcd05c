import { Injectable } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import { type GuestInvitation, InvitationsService } from '../auth/invitations.service.js';
import type { Invitation } from '../contract/auth.js';
import type { InviteGuest } from '../contract/guests.js';
import { DomainError, forbidden, invalid } from '../core/errors/domain-error.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { type Actor, isServerAdmin, type Principal } from '../core/security/principal.js';
import { requireManager, requireNotArchived } from './channel-policy.js';
import { ChannelsService, type VisibleChannel } from './channels.service.js';
import { Memberships } from './memberships.service.js';

/** Who comes as a guest: by an invitation of the server's administrators, into the channels that it names. */
@Injectable()
export class GuestsService {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly channels: ChannelsService,
    private readonly memberships: Memberships,
    auth: AuthService,
  ) {
    auth.onGuest((tx, guestId, invitation) => this.arrive(tx, guestId, invitation));
  }

  async invite(principal: Principal, { email, channelIds, locale }: InviteGuest): Promise<Invitation> {
    if (!isServerAdmin(principal)) throw forbidden('Only owners and administrators may invite guests');
    const ids = [...new Set(channelIds)];
    const open = await Promise.all(
      ids.map(async (id) => isManaged(principal, await this.channels.findVisible(principal, id))),
    );
    const closed = ids.flatMap((id, index) =>
      open[index] ? [] : [{ path: `channelIds.${channelIds.indexOf(id)}`, message: 'is no channel that you run' }],
    );
    if (closed.length > 0) throw invalid(closed);
    return this.invitations.inviteGuest(principal, { email: email.toLowerCase(), channelIds: ids }, locale);
  }

  /** Into those of the channels that whoever invited them still runs. */
  private async arrive(tx: Transaction, guestId: string, { inviter, channelIds }: GuestInvitation): Promise<void> {
    // In one order everywhere, so that two transactions never wait for each other.
    for (const id of channelIds.toSorted()) {
      const visible = await this.channels.lockVisible(tx, inviter, id);
      if (visible && isManaged(inviter, visible)) {
        await this.memberships.add(tx, visible.channel, guestId, 'member', inviter.userId);
      }
    }
  }
}

/** Whether the user may see the channel and runs it, and it takes people in. */
function isManaged(actor: Actor, visible: VisibleChannel | null): boolean {
  if (!visible) return false;
  try {
    requireManager(actor, visible.channel, visible.member);
    requireNotArchived(visible.channel);
    return true;
  } catch (refusal) {
    if (refusal instanceof DomainError) return false;
    throw refusal;
  }
}

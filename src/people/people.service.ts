import { Injectable } from '@nestjs/common';
import { MembersService } from '../channels/members.service.js';
import type { Presence, PresenceList } from '../contract/presence.js';
import { notFound } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { type Chosen, UserStatuses } from '../presence/user-statuses.service.js';
import { PresentPeople } from './present-people.service.js';

/** Somebody as others see them, and as they do themselves. */
export interface Shown {
  toOthers: Presence;
  toThemselves: Presence;
}

/** What people are to one another: who is there, as they chose to be, for those who share a channel. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly statuses: UserStatuses,
    private readonly present: PresentPeople,
    private readonly members: MembersService,
  ) {}

  /** Throws `not_found` where they share no channel with the caller. */
  async get(principal: Principal, userId: string): Promise<Presence> {
    const { items } = await this.list(principal, [userId]);
    const [presence] = items;
    if (!presence) throw notFound('User');
    return presence;
  }

  /** In the order asked for; without those who share no channel with the caller. */
  async list(principal: Principal, userIds: string[]): Promise<PresenceList> {
    const sharing = await this.members.sharing(principal, userIds);
    sharing.add(principal.userId);
    const visible = [...new Set(userIds)].filter((id) => sharing.has(id));
    const shown = await this.shown(visible);
    return {
      items: visible.flatMap((id) => {
        const { toOthers, toThemselves } = shown.get(id) ?? {};
        const presence = id === principal.userId ? toThemselves : toOthers;
        return presence ? [presence] : [];
      }),
    };
  }

  /** For the instances' own use, without a caller. */
  async shown(userIds: string[]): Promise<Map<string, Shown>> {
    const chosen = await this.statuses.of(userIds);
    return new Map([...chosen].map(([userId, one]) => [userId, this.show(userId, one)]));
  }

  /** Hears of whoever comes and goes, on whatever instance. */
  onChange(listener: (userId: string) => void): void {
    this.present.onChange(listener);
  }

  private show(userId: string, chosen: Chosen): Shown {
    const isSeen = chosen.status !== 'invisible' && this.present.has(userId);
    const { customStatus } = chosen;
    return {
      toOthers: { userId, status: isSeen ? chosen.status : 'offline', customStatus },
      toThemselves: { userId, ...chosen },
    };
  }
}

import { Injectable } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { PersonalChanges } from '../personal/personal-changes.service.js';
import { draftChanged, savedChanged, sidebarChanged } from '../personal/personal.topics.js';
import { LocalUsers } from './local-users.js';

/** Tells a user's sockets what changed of the user's own, on whatever device, and nobody else's. */
@Injectable()
export class OwnDevices {
  constructor(
    bus: Bus,
    private readonly changes: PersonalChanges,
    private readonly local: LocalUsers,
  ) {
    bus.on(draftChanged, ({ userId, draft }) => local.emit(userId, 'draft', draft));
    bus.on(savedChanged, ({ userId, saved }) => local.emit(userId, 'saved', saved));
    bus.on(sidebarChanged, ({ userId, sidebar }) => local.emit(userId, 'sidebar', sidebar));
  }

  /** Those of whose own something changed after `since` are asked to look: not all that is gone can be told again. */
  async tellSince(since: Date): Promise<void> {
    const ids = this.local.ids();
    if (ids.length === 0) return;
    for (const { userId, rev } of await this.changes.changedSince(ids, since)) {
      this.local.emit(userId, 'personal:resync', { rev });
    }
  }
}

import { Injectable } from '@nestjs/common';
import type {
  ChosenPresence,
  ChosenStatus,
  CustomStatus,
  Presence,
  SetPresence,
  SetStatus,
} from '../contract/presence.js';
import { invalid } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { statusChanged } from './presence.topics.js';
import type { UserStatusEntity } from './user-status.entity.js';
import { UserStatusesRepository } from './user-statuses.repository.js';

/** What somebody chose, whether or not they are connected. */
export interface Chosen {
  status: ChosenStatus;
  customStatus: CustomStatus | null;
}

const NOTHING_CHOSEN: Chosen = { status: 'online', customStatus: null };

/** What people choose to be for others, and what they say of themselves: one for all devices, and lasting. */
@Injectable()
export class UserStatuses {
  constructor(
    private readonly rows: UserStatusesRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async choose({ userId }: Principal, { status }: SetPresence): Promise<ChosenPresence> {
    await this.change(userId, { status });
    return { status };
  }

  /** Answers the caller as they see themselves. */
  async say({ userId }: Principal, { emoji, text, expiresAt }: SetStatus): Promise<Presence> {
    const ends = expiresAt === null ? null : new Date(expiresAt);
    if (ends && ends.getTime() <= Date.now()) {
      throw invalid([{ path: 'expiresAt', message: 'must be in the future' }]);
    }
    const isEmpty = emoji === null && text === '';
    await this.change(userId, { emoji, text, expiresAt: isEmpty ? null : ends });
    return this.own(userId);
  }

  /** As somebody sees themselves, connected or not. */
  async own(userId: string): Promise<Presence> {
    const chosen = await this.of([userId]);
    return { userId, ...(chosen.get(userId) ?? NOTHING_CHOSEN) };
  }

  /** Of each of the users. */
  async of(userIds: string[]): Promise<Map<string, Chosen>> {
    const now = new Date();
    const rows = userIds.length === 0 ? [] : await this.rows.findByIds(userIds);
    const chosen = new Map(rows.map((row) => [row.userId, toChosen(row, now)]));
    return new Map(userIds.map((id) => [id, chosen.get(id) ?? NOTHING_CHOSEN]));
  }

  /** Those of the users who did not choose to be invisible. */
  async visibleAmong(userIds: readonly string[]): Promise<string[]> {
    const invisible = new Set(await this.rows.invisibleAmong(userIds));
    return userIds.filter((id) => !invisible.has(id));
  }

  /** Ends what has had its time; answers how many there were, `limit` at most. */
  endDue(limit: number): Promise<number> {
    return this.unitOfWork.run(async (tx) => {
      const userIds = await this.rows.endDue(tx.manager, limit);
      if (userIds.length > 0) tx.publish(statusChanged, { userIds });
      return userIds.length;
    });
  }

  private change(userId: string, change: Partial<Omit<UserStatusEntity, 'userId'>>): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      await this.rows.set(tx.manager, userId, change);
      tx.publish(statusChanged, { userIds: [userId] });
    });
  }
}

function toChosen({ status, emoji, text, expiresAt }: UserStatusEntity, now: Date): Chosen {
  const isOver = expiresAt !== null && expiresAt <= now;
  if (isOver || (emoji === null && text === '')) return { status, customStatus: null };
  return { status, customStatus: { emoji, text, expiresAt: expiresAt?.toISOString() ?? null } };
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../core/audit/audit-log.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { Actor } from '../core/security/principal.js';
import type { ChannelEntity } from './channel.entity.js';

/**
 * Acts of moderation in the audit log, by channel. The server's administrators read it: what moderators wrote in a channel
 * that is not public is not for them.
 */
@Injectable()
export class ModerationLog {
  constructor(private readonly audit: AuditLog) {}

  async record(
    tx: Transaction,
    { userId: actorId }: Actor,
    { id, kind }: Pick<ChannelEntity, 'id' | 'kind'>,
    action: string,
    detail: Record<string, unknown>,
    reason = '',
  ): Promise<void> {
    const words = kind === 'public' && reason !== '' ? { reason } : {};
    await this.audit.record(tx.manager, { actorId, action, target: id, detail: { ...detail, ...words } });
  }
}

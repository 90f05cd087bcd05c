import { Injectable } from '@nestjs/common';
import type { Channel, UpdateChannel } from '../contract/channels.js';
import { notFound } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { ChannelEvents } from './channel-events.service.js';
import { withFreeName } from './channel-name.js';
import { requireManager, requireNotArchived, requireOwner } from './channel-policy.js';
import type { ChannelEntity } from './channel.entity.js';
import { channelUpdated } from './channel.topics.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';
import { closeThreads, reopenThreads } from './thread-rows.js';

type ChangeEvent = Parameters<ChannelEvents['tell']>[3];

/** What describes a channel, its rules, and whether it is in use: set by those who run it, told to all who follow it. */
@Injectable()
export class ChannelSettings {
  constructor(
    private readonly channels: ChannelsService,
    private readonly rows: ChannelsRepository,
    private readonly events: ChannelEvents,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async update(principal: Principal, id: string, change: UpdateChannel): Promise<Channel> {
    const { channel, member } = await this.channels.requireVisible(principal, id);
    requireManager(principal, channel, member);
    if (change.retentionDays !== undefined) requireOwner(principal, channel, member);
    requireNotArchived(channel);
    await withFreeName(change.name, () => this.change(principal, id, change));
    return this.channels.get(principal, id);
  }

  /** The channel stays readable, with its threads, and takes no more messages. Nothing happens where it is archived already. */
  async archive(principal: Principal, id: string): Promise<void> {
    const { channel, member } = await this.channels.requireVisible(principal, id);
    requireOwner(principal, channel, member);
    if (!channel.archivedAt) await this.change(principal, id, { archivedAt: new Date() });
  }

  /** It goes on with the same log. Throws `conflict` where another channel has its name by now. */
  async restore(principal: Principal, id: string): Promise<Channel> {
    const { channel, member } = await this.channels.requireVisible(principal, id);
    requireOwner(principal, channel, member);
    if (channel.archivedAt) await withFreeName(channel.name, () => this.change(principal, id, { archivedAt: null }));
    return this.channels.get(principal, id);
  }

  private change({ userId }: Principal, id: string, change: Partial<ChannelEntity>): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const before = await this.rows.lock(tx.manager, id);
      if (!before) throw notFound('Channel');
      await this.rows.update(tx.manager, id, change);
      if (change.archivedAt) await closeThreads(tx.manager, id, change.archivedAt);
      if (change.archivedAt === null && before.archivedAt) await reopenThreads(tx.manager, id, before.archivedAt);
      tx.publish(channelUpdated, { channelId: id });
      for (const event of eventsOf(before, change)) await this.events.tell(tx, before, userId, event);
    });
  }
}

function eventsOf(before: ChannelEntity, { name, topic, archivedAt }: Partial<ChannelEntity>): ChangeEvent[] {
  const events: ChangeEvent[] = [];
  if (typeof name === 'string' && name !== before.name) events.push({ event: 'renamed', from: before.name, to: name });
  if (topic !== undefined && topic !== before.topic) {
    events.push({ event: 'topic_changed', from: before.topic, to: topic });
  }
  if (archivedAt && !before.archivedAt) events.push({ event: 'archived' });
  if (archivedAt === null && before.archivedAt) events.push({ event: 'restored' });
  return events;
}

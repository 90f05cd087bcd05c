import { Injectable } from '@nestjs/common';
import type { Channel, UpdateChannel } from '../contract/channels.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
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
  ) {}

  async update(principal: Principal, id: string, change: UpdateChannel): Promise<Channel> {
    await this.channels.locked(principal, id, async (tx, { channel, member }) => {
      requireManager(principal, channel, member);
      if (change.retentionDays !== undefined) requireOwner(principal, channel, member);
      requireNotArchived(channel);
      await this.change(tx, principal, channel, change);
    });
    return this.channels.get(principal, id);
  }

  /** The channel stays readable, with its threads, and takes no more messages. Nothing happens where it is archived already. */
  async archive(principal: Principal, id: string): Promise<void> {
    await this.channels.locked(principal, id, async (tx, { channel, member }) => {
      requireOwner(principal, channel, member);
      if (!channel.archivedAt) await this.change(tx, principal, channel, { archivedAt: new Date() });
    });
  }

  /** It goes on with the same log. Throws `conflict` where another channel has its name by now. */
  async restore(principal: Principal, id: string): Promise<Channel> {
    await this.channels.locked(principal, id, async (tx, { channel, member }) => {
      requireOwner(principal, channel, member);
      if (channel.archivedAt) await this.change(tx, principal, channel, { archivedAt: null });
    });
    return this.channels.get(principal, id);
  }

  /** `before` is the channel while its log is held: whoever asks for this is judged by it. */
  private async change(
    tx: Transaction,
    { userId }: Principal,
    before: ChannelEntity,
    change: Partial<ChannelEntity>,
  ): Promise<void> {
    const { id } = before;
    await withFreeName(change.name ?? before.name, () => this.rows.update(tx.manager, id, change));
    if (change.archivedAt) await closeThreads(tx.manager, id, change.archivedAt);
    if (change.archivedAt === null && before.archivedAt) await reopenThreads(tx.manager, id, before.archivedAt);
    tx.publish(channelUpdated, { channelId: id });
    for (const event of eventsOf(before, change)) await this.events.tell(tx, before, userId, event);
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

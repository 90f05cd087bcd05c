import { Injectable } from '@nestjs/common';
import type { SystemEvent } from '../contract/system-events.js';
import { ConfigurationError } from '../core/config/app-config.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { ChannelEntity } from './channel.entity.js';

/** What somebody did to a channel or to who is in it. */
export interface ChannelHappening {
  /** As it was before. */
  channel: ChannelEntity;
  actorId: string;
  event: SystemEvent;
}

/** Called in the transaction that makes it happen, which holds the channel's log: both commit, or neither does. */
export type ChannelWitness = (tx: Transaction, happening: ChannelHappening) => Promise<void>;

const NOTHING_MORE = { userId: null, from: null, to: null };

/** Tells a higher feature of what happens to channels; one at most, which joins as the process starts. */
@Injectable()
export class ChannelEvents {
  private witness: ChannelWitness | undefined;

  join(witness: ChannelWitness): void {
    if (this.witness) throw new ConfigurationError('Two witnesses of what happens to channels');
    this.witness = witness;
  }

  async tell(
    tx: Transaction,
    channel: ChannelEntity,
    actorId: string,
    event: Pick<SystemEvent, 'event'> & Partial<SystemEvent>,
  ): Promise<void> {
    await this.witness?.(tx, { channel, actorId, event: { ...NOTHING_MORE, ...event } });
  }
}

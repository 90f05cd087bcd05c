import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import type { MessageEntity } from './message.entity.js';
import { toEntity } from './message.mapper.js';
import { PinEntity } from './pin.entity.js';

/** A pinned message, and the change that pinned it. */
export interface PinnedRow {
  pinRev: number;
  message: MessageEntity;
}

/** Writes within a transaction that holds the channel's log. */
@Injectable()
export class PinsRepository {
  constructor(@InjectRepository(PinEntity) private readonly pins: Repository<PinEntity>) {}

  count(manager: EntityManager, channelId: string): Promise<number> {
    return manager.countBy(PinEntity, { channelId });
  }

  async add(manager: EntityManager, pin: PinEntity): Promise<void> {
    await manager.insert(PinEntity, pin);
  }

  async remove(manager: EntityManager, { channelId, seq }: Pick<PinEntity, 'channelId' | 'seq'>): Promise<void> {
    await manager.delete(PinEntity, { channelId, seq });
  }

  /** Those pinned before the change `before`, the last first. */
  async findPage(channelId: string, before: number, limit: number): Promise<PinnedRow[]> {
    const rows = await this.pins.query<({ pin_rev: number } & Record<string, unknown>)[]>(
      `SELECT p.rev AS pin_rev, m.* FROM pins p JOIN messages m ON m.channel_id = p.channel_id AND m.seq = p.seq
       WHERE p.channel_id = $1 AND p.rev < $2 ORDER BY p.rev DESC LIMIT $3`,
      [channelId, before, limit],
    );
    return rows.map((row) => ({ pinRev: row.pin_rev, message: toEntity(row) }));
  }
}

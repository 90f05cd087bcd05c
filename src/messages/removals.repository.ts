import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { RemovalEntity } from './removal.entity.js';

@Injectable()
export class RemovalsRepository {
  constructor(@InjectRepository(RemovalEntity) private readonly removals: Repository<RemovalEntity>) {}

  /** Belongs in the transaction that deletes the message. */
  async add(manager: EntityManager, removal: RemovalEntity): Promise<void> {
    await manager.insert(RemovalEntity, removal);
  }

  find(channelId: string, seq: number): Promise<RemovalEntity | null> {
    return this.removals.findOneBy({ channelId, seq });
  }
}

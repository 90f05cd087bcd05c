import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, type Repository } from 'typeorm';
import { SavedMessageEntity } from './saved-message.entity.js';

/** Writes within a transaction that holds the user's head. */
@Injectable()
export class SavedMessagesRepository {
  constructor(@InjectRepository(SavedMessageEntity) private readonly saved: Repository<SavedMessageEntity>) {}

  find(
    userId: string,
    messageId: string,
    manager: EntityManager = this.saved.manager,
  ): Promise<SavedMessageEntity | null> {
    return manager.findOneBy(SavedMessageEntity, { userId, messageId });
  }

  count(manager: EntityManager, userId: string): Promise<number> {
    return manager.countBy(SavedMessageEntity, { userId });
  }

  async add(manager: EntityManager, saved: SavedMessageEntity): Promise<void> {
    await manager.insert(SavedMessageEntity, saved);
  }

  async remove(manager: EntityManager, { userId, messageId }: SavedMessageEntity): Promise<void> {
    await manager.delete(SavedMessageEntity, { userId, messageId });
  }

  /** All of one channel, the last saved first. */
  findOf(userId: string, channelId: string): Promise<SavedMessageEntity[]> {
    return this.saved.find({ where: { userId, channelId }, order: { rev: 'DESC' } });
  }

  /** Those saved before the change `before`, the last first. */
  findPage(userId: string, before: number, limit: number): Promise<SavedMessageEntity[]> {
    return this.saved.find({ where: { userId, rev: LessThan(before) }, order: { rev: 'DESC' }, take: limit });
  }
}

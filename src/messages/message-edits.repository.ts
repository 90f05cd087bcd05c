import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, type Repository } from 'typeorm';
import { MessageEditEntity } from './message-edit.entity.js';

@Injectable()
export class MessageEditsRepository {
  constructor(@InjectRepository(MessageEditEntity) private readonly edits: Repository<MessageEditEntity>) {}

  /** Belongs in the transaction of the edit. */
  async keep(manager: EntityManager, edit: MessageEditEntity): Promise<void> {
    await manager.insert(MessageEditEntity, edit);
  }

  /** Of one message, those before the change `before`, the last first. */
  findPage(channelId: string, seq: number, before: number, limit: number): Promise<MessageEditEntity[]> {
    return this.edits.find({
      where: { channelId, seq, rev: LessThan(before) },
      order: { rev: 'DESC' },
      take: limit,
    });
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AvatarEntity } from './avatar.entity.js';
import { UserEntity } from './user.entity.js';

@Injectable()
export class AvatarsRepository {
  constructor(@InjectRepository(AvatarEntity) private readonly avatars: Repository<AvatarEntity>) {}

  find(name: string): Promise<AvatarEntity | null> {
    return this.avatars.findOneBy({ name });
  }

  /** In place of the one before. */
  async put(avatar: AvatarEntity): Promise<void> {
    await this.avatars.manager.transaction(async (manager) => {
      await manager.upsert(AvatarEntity, avatar, ['userId']);
      await manager.update(UserEntity, { id: avatar.userId }, { avatar: avatar.name });
    });
  }

  async remove(userId: string): Promise<void> {
    await this.avatars.manager.transaction(async (manager) => {
      const { affected } = await manager.delete(AvatarEntity, { userId });
      if (affected) await manager.update(UserEntity, { id: userId }, { avatar: null });
    });
  }
}

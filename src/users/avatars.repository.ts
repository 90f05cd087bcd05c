import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { GroupRead } from '../core/database/group-read.js';
import { GroupReads } from '../core/database/group-reads.js';
import { AvatarEntity } from './avatar.entity.js';
import { UserEntity } from './user.entity.js';

/** A statement answers with a megabyte at the most. */
const PICTURES_AT_A_TIME = 16;

@Injectable()
export class AvatarsRepository {
  private readonly pictures: GroupRead<string, Buffer>;

  constructor(
    @InjectRepository(AvatarEntity) private readonly avatars: Repository<AvatarEntity>,
    reads: GroupReads,
  ) {
    this.pictures = reads.define({
      name: 'pictures',
      text: `SELECT asked.n, a.content FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, n)
        JOIN LATERAL (SELECT content FROM avatars WHERE avatars.name = asked.name LIMIT 1) a ON true`,
      columns: (names) => [names],
      keyOf: (name) => name,
      toValue: ([, content]) => content as Buffer,
      most: PICTURES_AT_A_TIME,
    });
  }

  /** What is in the picture of this name. */
  find(name: string): Promise<Buffer | null> {
    return this.pictures.read(name);
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

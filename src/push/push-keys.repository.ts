import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { VapidKeys } from '../core/config/vapid.js';
import { PushKeyEntity } from './push-key.entity.js';

/** There is one pair, in one row. */
const ID = 1;

@Injectable()
export class PushKeysRepository {
  constructor(@InjectRepository(PushKeyEntity) private readonly keys: Repository<PushKeyEntity>) {}

  find(): Promise<VapidKeys | null> {
    return this.keys.findOneBy({ id: ID });
  }

  /** Of all processes that do so at once the first one's pair stays; the answer is that. */
  async keepFirst(pair: VapidKeys): Promise<VapidKeys> {
    await this.keys
      .createQueryBuilder()
      .insert()
      .values({ id: ID, publicKey: pair.publicKey, privateKey: pair.privateKey })
      .orIgnore()
      .execute();
    return this.keys.findOneByOrFail({ id: ID });
  }
}

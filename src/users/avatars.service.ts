import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Me } from '../contract/users.js';
import { invalid, notFound } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { AvatarsRepository } from './avatars.repository.js';
import { MAX_PIXELS, pictureSize, type PictureType, pictureType } from './picture.js';
import { UsersService } from './users.service.js';

/** What a name looks like: SHA-256 in base64url. */
const NAME = /^[\w-]{43}$/;

/** People's pictures of themselves. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly avatars: AvatarsRepository,
    private readonly users: UsersService,
  ) {}

  async put(principal: Principal, content: unknown): Promise<Me> {
    const size = Buffer.isBuffer(content) ? pictureSize(content) : null;
    if (!Buffer.isBuffer(content) || !size) {
      throw invalid([{ path: '', message: 'must be a PNG, JPEG or WebP picture' }]);
    }
    if (Math.max(size.width, size.height) > MAX_PIXELS) {
      throw invalid([{ path: '', message: `must be at most ${MAX_PIXELS} pixels wide and high` }]);
    }
    const { userId } = principal;
    const name = createHash('sha256').update(userId).update(content).digest('base64url');
    await this.avatars.put({ userId, name, content });
    return this.users.me(principal);
  }

  remove({ userId }: Principal): Promise<void> {
    return this.avatars.remove(userId);
  }

  /** For whoever knows its name: throws `not_found` where nobody has it any more. */
  async get(name: string): Promise<{ type: PictureType; content: Buffer }> {
    const content = NAME.test(name) ? await this.avatars.find(name) : null;
    const type = content && pictureType(content);
    if (!type) throw notFound('Picture');
    return { type, content };
  }
}

import { Injectable } from '@nestjs/common';
import webpush from 'web-push';
import { AppConfig } from '../core/config/app-config.js';
import type { VapidKeys } from '../core/config/vapid.js';
import { PushKeysRepository } from './push-keys.repository.js';

/** The VAPID pair of this installation: from the environment, else made once and kept in the database. */
@Injectable()
export class PushKeysService {
  private known: VapidKeys | null;

  constructor(
    config: AppConfig,
    private readonly keys: PushKeysRepository,
  ) {
    this.known = config.push.keys;
  }

  async pair(): Promise<VapidKeys> {
    this.known ??= (await this.keys.find()) ?? (await this.keys.keepFirst(webpush.generateVAPIDKeys()));
    return this.known;
  }
}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SessionsModule } from '../auth/sessions.module.js';
import { PushKeyEntity } from './push-key.entity.js';
import { PushKeysRepository } from './push-keys.repository.js';
import { PushKeysService } from './push-keys.service.js';
import { PushSender } from './push-sender.js';
import { PushSubscriptionEntity } from './push-subscription.entity.js';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.js';
import { PushSubscriptionsService } from './push-subscriptions.service.js';
import { PushService } from './push.service.js';

/** What web and worker share: the subscriptions, and sending to them. */
@Module({
  imports: [TypeOrmModule.forFeature([PushSubscriptionEntity, PushKeyEntity]), SessionsModule],
  providers: [
    PushKeysRepository,
    PushKeysService,
    PushSubscriptionsRepository,
    PushSubscriptionsService,
    PushSender,
    PushService,
  ],
  exports: [PushKeysService, PushSubscriptionsService, PushService],
})
export class PushDeliveryModule {}

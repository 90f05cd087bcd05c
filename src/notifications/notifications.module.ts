import { Module } from '@nestjs/common';
import { SessionsModule } from '../auth/sessions.module.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { UnsubscribeService } from './unsubscribe.service.js';
import { AnnouncementsController } from './announcements.controller.js';
import { AnnouncementsService } from './announcements.service.js';
import { InboxFeed } from './inbox-feed.service.js';
import { InboxModule } from './inbox.module.js';
import { LedgerService } from './ledger.service.js';
import { NotificationsController } from './notifications.controller.js';

/** What the web process serves of notifications. */
@Module({
  imports: [InboxModule, SessionsModule],
  controllers: [UnsubscribeController, NotificationsController, AnnouncementsController],
  providers: [LedgerService, AnnouncementsService, InboxFeed, UnsubscribeService],
  exports: [InboxModule, InboxFeed],
})
export class NotificationsModule {}

import { Module } from '@nestjs/common';
import { AnnouncementsController } from './announcements.controller.js';
import { AnnouncementsService } from './announcements.service.js';
import { InboxFeed } from './inbox-feed.service.js';
import { InboxModule } from './inbox.module.js';
import { LedgerService } from './ledger.service.js';
import { NotificationsController } from './notifications.controller.js';

/** What the web process serves of notifications. */
@Module({
  imports: [InboxModule],
  controllers: [NotificationsController, AnnouncementsController],
  providers: [LedgerService, AnnouncementsService, InboxFeed],
  exports: [InboxModule, InboxFeed],
})
export class NotificationsModule {}

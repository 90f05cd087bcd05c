import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { CategoriesController } from './categories.controller.js';
import { CategoriesService } from './categories.service.js';
import { DraftEntity } from './draft.entity.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsRepository } from './drafts.repository.js';
import { DraftsService } from './drafts.service.js';
import { PersonalChanges } from './personal-changes.service.js';
import { PersonalHeadEntity } from './personal-head.entity.js';
import { PersonalHeadsRepository } from './personal-heads.repository.js';
import { SavedMessageEntity } from './saved-message.entity.js';
import { SavedMessagesController } from './saved-messages.controller.js';
import { SavedMessagesRepository } from './saved-messages.repository.js';
import { SavedMessages } from './saved-messages.service.js';
import { SidebarEntity } from './sidebar.entity.js';
import { SidebarsRepository } from './sidebars.repository.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([PersonalHeadEntity, DraftEntity, SavedMessageEntity, SidebarEntity]),
    ChannelsModule,
    MessagesModule,
  ],
  controllers: [DraftsController, SavedMessagesController, CategoriesController],
  providers: [
    PersonalHeadsRepository,
    PersonalChanges,
    DraftsRepository,
    DraftsService,
    SavedMessagesRepository,
    SavedMessages,
    SidebarsRepository,
    CategoriesService,
  ],
  exports: [PersonalChanges, DraftsService, SavedMessages, CategoriesService],
})
export class PersonalModule {}

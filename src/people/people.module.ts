import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/channels.module.js';
import { DashboardModule } from '../dashboard/dashboard.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { PeopleController } from './people.controller.js';
import { PeopleService } from './people.service.js';
import { PresentPeople } from './present-people.service.js';

/** Who is there, for those who share a channel. */
@Module({
  imports: [PresenceModule, ChannelsModule, DashboardModule],
  controllers: [PeopleController],
  providers: [PresentPeople, PeopleService],
  exports: [PresenceModule, PeopleService],
})
export class PeopleModule {}

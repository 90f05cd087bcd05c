import { Module } from '@nestjs/common';
import { PresenceService } from './presence.service.js';
import { UserStatusesModule } from './user-statuses.module.js';
import { UserStatusesSweep } from './user-statuses.sweep.js';

/** For processes that nobody is connected to. */
@Module({
  imports: [UserStatusesModule],
  providers: [PresenceService, UserStatusesSweep],
  exports: [PresenceService, UserStatusesModule],
})
export class PresenceWorkerModule {}

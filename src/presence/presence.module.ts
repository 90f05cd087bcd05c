import { Module } from '@nestjs/common';
import { SocketRegistry, StreamRegistry } from './connection-registry.service.js';
import { InstanceBeat } from './instance-beat.js';
import { PresenceService } from './presence.service.js';
import { UserStatusesModule } from './user-statuses.module.js';

/** Who is connected, told by those they are connected to. */
@Module({
  imports: [UserStatusesModule],
  providers: [InstanceBeat, SocketRegistry, StreamRegistry, PresenceService],
  exports: [SocketRegistry, StreamRegistry, PresenceService, UserStatusesModule],
})
export class PresenceModule {}

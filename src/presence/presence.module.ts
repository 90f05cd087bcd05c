import { Module } from '@nestjs/common';
import { SocketRegistry, StreamRegistry } from './connection-registry.service.js';
import { InstanceBeat } from './instance-beat.js';
import { PresenceService } from './presence.service.js';

/** Who is connected, told by those they are connected to. */
@Module({
  providers: [InstanceBeat, SocketRegistry, StreamRegistry, PresenceService],
  exports: [SocketRegistry, StreamRegistry, PresenceService],
})
export class PresenceModule {}

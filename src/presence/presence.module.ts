import { Module } from '@nestjs/common';
import { SocketRegistry } from './connection-registry.service.js';
import { InstanceBeat } from './instance-beat.js';
import { PresenceService } from './presence.service.js';

/** Who is connected, told by those they are connected to. */
@Module({ providers: [InstanceBeat, SocketRegistry, PresenceService], exports: [SocketRegistry, PresenceService] })
export class PresenceModule {}

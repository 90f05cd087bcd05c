import { Module } from '@nestjs/common';
import { PresenceService } from './presence.service.js';

/** For processes that nobody is connected to. */
@Module({ providers: [PresenceService], exports: [PresenceService] })
export class PresenceWorkerModule {}

import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { HealthModule } from '../health/health.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { HotReadsLane } from './hot-reads.lane.js';

@Module({ imports: [AuthModule, HealthModule, MessagesModule], providers: [HotReadsLane] })
export class HotReadsModule {}

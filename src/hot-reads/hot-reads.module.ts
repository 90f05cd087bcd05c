import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { HttpMetricsModule } from '../core/observability/http-metrics.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { HotReadsLane } from './hot-reads.lane.js';

@Module({ imports: [AuthModule, HttpMetricsModule, MessagesModule], providers: [HotReadsLane] })
export class HotReadsModule {}

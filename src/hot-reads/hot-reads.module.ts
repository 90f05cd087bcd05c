import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { HotReadsLane } from './hot-reads.lane.js';

@Module({ imports: [AuthModule, MessagesModule], providers: [HotReadsLane] })
export class HotReadsModule {}

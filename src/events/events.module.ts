import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { StreamHub } from './stream-hub.js';

/** Server-sent events: the streams of REST clients. */
@Module({
  imports: [AuthModule],
  providers: [StreamHub],
  exports: [StreamHub],
})
export class EventsModule {}

import { Global, Module } from '@nestjs/common';
import { BusMetrics } from './bus.metrics.js';
import { Bus } from './bus.service.js';

@Global()
@Module({ providers: [Bus, BusMetrics], exports: [Bus] })
export class BroadcastModule {}

import { Module } from '@nestjs/common';
import { MetricsListener } from './metrics.listener.js';

/** What only the worker process runs. */
@Module({ providers: [MetricsListener] })
export class MetricsWorkerModule {}

import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { QueueMetrics } from './queue.metrics.js';
import { WorkerGate } from './worker-gate.js';

/** What every processor of the worker process needs. */
@Global()
@Module({ imports: [DiscoveryModule], providers: [QueueMetrics, WorkerGate], exports: [QueueMetrics] })
export class QueueWorkerModule {}

import { Global, Module } from '@nestjs/common';
import { ErrorMetrics } from '../errors/error.metrics.js';
import { Lifecycle } from './lifecycle.js';
import { LoggerModule } from './logger.module.js';
import { Metrics } from './metrics.js';
import { MetricsAccess } from './metrics-access.js';
import { TraceExport } from './trace-export.js';

@Global()
@Module({
  imports: [LoggerModule],
  providers: [Lifecycle, Metrics, MetricsAccess, ErrorMetrics, TraceExport],
  exports: [Lifecycle, Metrics, MetricsAccess, ErrorMetrics],
})
export class ObservabilityModule {}

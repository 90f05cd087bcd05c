import { Global, Module } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { LoggerModule } from './logger.module.js';
import { Metrics } from './metrics.js';
import { MetricsAccess } from './metrics-access.js';

@Global()
@Module({
  imports: [LoggerModule],
  providers: [Lifecycle, Metrics, MetricsAccess],
  exports: [Lifecycle, Metrics, MetricsAccess],
})
export class ObservabilityModule {}

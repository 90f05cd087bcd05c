import { Module } from '@nestjs/common';
import { PartsModule } from '../core/health/parts.module.js';
import { HttpMetrics } from '../core/observability/http.metrics.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [PartsModule],
  controllers: [HealthController, MetricsController],
  providers: [HttpMetrics],
  exports: [HttpMetrics],
})
export class HealthModule {}
